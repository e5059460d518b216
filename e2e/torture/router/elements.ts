import { z } from "zod";

/**
 * What a list held, in little space: each writer numbers its elements, so they are nearly always runs of numbers without a gap.
 * `runs`: by writer, from and to, both within, in the order of the list. `repeated`: elements that stood there more than once.
 */
export const Holding = z.object({
  runs: z.record(z.string(), z.array(z.tuple([z.number(), z.number()]))),
  repeated: z.array(z.string()),
});
export type Holding = z.infer<typeof Holding>;

export const nothing: Holding = { runs: {}, repeated: [] };

export const elementOf = (writer: number, n: number): string => `${writer}:${n}`;

/** Reads the elements of a list. @throws Error where one is none that `elementOf` made */
export function holdingOf(elements: readonly string[]): Holding {
  const runs: Record<string, [number, number][]> = {};
  const repeated: string[] = [];
  for (const element of elements) {
    const [, writer, digits] = /^(\d+):(\d+)$/.exec(element) ?? [];
    if (writer === undefined) throw new Error(`${JSON.stringify(element)} is no element of the workload`);
    const n = Number(digits);
    const own = runs[writer] ?? [];
    runs[writer] = own;
    const last = own.at(-1);
    if (own.some(([from, to]) => from <= n && n <= to)) repeated.push(element);
    else if (last !== undefined && last[1] === n - 1) last[1] = n;
    else own.push([n, n]);
  }
  return { runs, repeated };
}

export const holds = ({ runs }: Holding, writer: number, n: number): boolean =>
  runs[writer]?.some(([from, to]) => from <= n && n <= to) === true;

/** Every element, as writer and number. */
export function* elementsIn({ runs }: Holding): Generator<{ readonly writer: number; readonly n: number }> {
  for (const [writer, own] of Object.entries(runs))
    for (const [from, to] of own) for (let n = from; n <= to; n += 1) yield { writer: Number(writer), n };
}
