/** One line of Prometheus text, as a scraper understands it. */
export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * Reads Prometheus text format 0.0.4, escapes in label values undone.
 * @throws Error at a line that is none, and at the second of two lines for one series
 */
export function readExposition(text: string): Series[] {
  const seen = new Set<string>();
  return text.split("\n").flatMap((line): Series[] => {
    if (line === "" || line.startsWith("#")) return [];
    const [, name, labels = "", value] = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new Error(`no line of the format: ${line}`);
    const key = `${name}{${labels}}`;
    if (seen.has(key)) throw new Error(`twice: ${key}`);
    seen.add(key);
    const pairs = [...labels.matchAll(/([a-z_]+)="((?:\\.|[^"\\])*)"(?:,|$)/g)];
    if (pairs.map(([whole]) => whole).join("") !== labels) throw new Error(`no labels: ${labels}`);
    return [
      {
        name,
        labels: Object.fromEntries(pairs.map(([, label = "", escaped = ""]) => [label, unescaped(escaped)])),
        value: Number(value),
      },
    ];
  });
}

const unescaped = (escaped: string): string =>
  escaped.replaceAll(/\\(.)/g, (_, mark: string) => (mark === "n" ? "\n" : mark));
