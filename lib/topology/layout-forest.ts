import type { LayoutNode } from "./layout-types";

/** The nodes as trees, siblings in the order of their names. */
export interface Forest {
  readonly children: ReadonlyMap<string, readonly LayoutNode[]>;
  readonly roots: readonly LayoutNode[];
  /** Links that close a ring. */
  readonly backward: readonly { readonly replica: string; readonly upstream: string }[];
}

/** Hangs sorted nodes on their upstreams. A ring is cut above the first of its names. */
export function arrange(sorted: readonly LayoutNode[]): Forest {
  const known = new Set(sorted.map((node) => node.id));
  const hanging = new Map<string, LayoutNode[]>();
  for (const node of sorted)
    if (node.upstream !== null && known.has(node.upstream))
      hanging.set(node.upstream, [...(hanging.get(node.upstream) ?? []), node]);
  const children = new Map<string, readonly LayoutNode[]>();
  const reached = new Set<string>();
  const backward: { replica: string; upstream: string }[] = [];
  const walk = (start: LayoutNode) => {
    const pending = [start];
    reached.add(start.id);
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      const fresh = (hanging.get(node.id) ?? []).filter((child) => !reached.has(child.id));
      if (fresh.length > 0) children.set(node.id, fresh);
      for (const child of fresh) reached.add(child.id);
      pending.push(...fresh);
    }
  };
  const roots = sorted.filter((node) => node.upstream === null || !known.has(node.upstream));
  for (const root of roots) walk(root);
  const all = [...roots];
  for (const node of sorted) {
    if (reached.has(node.id) || node.upstream === null) continue;
    const first = firstOfRing(node, sorted);
    walk(first);
    all.push(first);
    if (first.upstream !== null) backward.push({ replica: first.id, upstream: first.upstream });
  }
  return { children, roots: all, backward };
}

/** The first name of the ring that `node` stands in or hangs on. */
function firstOfRing(node: LayoutNode, sorted: readonly LayoutNode[]): LayoutNode {
  const byId = new Map(sorted.map((each) => [each.id, each]));
  const seen = new Set<LayoutNode>();
  let at: LayoutNode | undefined = node;
  while (at !== undefined && !seen.has(at)) {
    seen.add(at);
    at = at.upstream === null ? undefined : byId.get(at.upstream);
  }
  const ring: LayoutNode[] = [];
  for (let each = at; each !== undefined && !ring.includes(each); ) {
    ring.push(each);
    each = each.upstream === null ? undefined : byId.get(each.upstream);
  }
  return ring.sort(compareNodes)[0] ?? node;
}

const byName = new Intl.Collator("en", { numeric: true });
/** The order of siblings: by name, digits as numbers; by id where names are equal. */
export const compareNodes = (a: LayoutNode, b: LayoutNode): number =>
  byName.compare(a.name, b.name) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
