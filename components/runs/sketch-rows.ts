import type { Sketch } from "@/lib/contract";

/** One line of a drawn topology: instances stand below what they follow, indented by one. */
export interface SketchRow {
  readonly instance: string;
  readonly role: "primary" | "replica" | null;
  readonly depth: number;
  /** The line of its upstream; null for a root, and for the first of a ring. */
  readonly parentRow: number | null;
}

export interface SketchRows {
  readonly rows: readonly SketchRow[];
  /** Instances left out because the drawing would be too long and nothing happens to them. */
  readonly hidden: number;
}

/**
 * Lays a topology out as lines, roots first, siblings by label, each instance once: also in a ring, whose first
 * member by label becomes a root. Past `max` lines only those of `involved` and the roots stay.
 */
export function sketchRows(
  sketch: Sketch,
  label: (instance: string) => string,
  involved: ReadonlySet<string>,
  max = 12,
): SketchRows {
  const byLabel = [...sketch].sort((a, b) =>
    label(a.instance).localeCompare(label(b.instance), "en", { numeric: true }),
  );
  const known = new Set(sketch.map((node) => node.instance));
  const rootward = (node: Sketch[number]) => node.upstream === null || !known.has(node.upstream);
  const keep = (node: Sketch[number]) =>
    sketch.length <= max || involved.has(node.instance) || rootward(node);
  const rows: SketchRow[] = [];
  const seen = new Set<string>();

  const visit = (node: Sketch[number], depth: number, parentRow: number | null): void => {
    if (seen.has(node.instance)) return;
    seen.add(node.instance);
    const shown = keep(node) && rows.length < max;
    const row = rows.length;
    if (shown) rows.push({ instance: node.instance, role: node.role, depth, parentRow });
    for (const child of byLabel)
      if (child.upstream === node.instance) visit(child, shown ? depth + 1 : depth, shown ? row : parentRow);
  };

  for (const node of byLabel) if (rootward(node)) visit(node, 0, null);
  for (const node of byLabel) visit(node, 0, null);
  return { rows, hidden: sketch.length - rows.length };
}

/** The drawing as a sentence: `us-1 feeds eu-1 and eu-2; eu-1 feeds ap-1`. */
export function sketchSentence(sketch: Sketch, label: (instance: string) => string): string {
  const feeds = new Map<string, string[]>();
  for (const node of sketch)
    if (node.upstream !== null)
      feeds.set(node.upstream, [...(feeds.get(node.upstream) ?? []), label(node.instance)]);
  const alone = sketch.filter((node) => node.upstream === null && !feeds.has(node.instance));
  return [
    ...[...feeds].map(([upstream, fed]) => `${label(upstream)} feeds ${listed(fed)}`),
    ...alone.map((node) => `${label(node.instance)} stands alone`),
  ].join("; ");
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
