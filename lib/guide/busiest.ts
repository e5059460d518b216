import type { Group, History } from "@/lib/contract";
import { formatSeconds } from "@/lib/format";
import type { SeenRate } from "./observed";

/** Before two steps are kept: the rate between the last two looks. */
export function lastRate({ primary, instances }: Group): SeenRate | null {
  const rate = instances.find(({ id }) => id === primary)?.writeBytesPerSecond ?? null;
  return rate === null
    ? null
    : { bytesPerSecond: rate, seen: `the last look at ${primary}, and no more yet` };
}

type Column = readonly (number | null)[];

/**
 * The mean write rate of the busiest step of a history: by the offsets of whoever was the primary all through it, which is exact,
 * where a rate that was seen at one look is that of a second. Null: there are no two steps on end.
 * @param history with the metrics `offset` and `writeBytesPerSecond`, of which only a primary has the second
 */
export function busiestRate({ series, stepMs, t }: History): SeenRate | null {
  const rates = series.flatMap(({ instance, metric, last }) => {
    if (metric !== "offset") return [];
    const written = series.find((one) => one.instance === instance && one.metric === "writeBytesPerSecond");
    return written === undefined ? [] : stepRates(last, written.max, stepMs);
  });
  const [first, end] = [t.at(0), t.at(-1)];
  if (rates.length === 0 || first === undefined || end === undefined) return null;
  const kept =
    firstKept(
      series.map(({ last }) => last),
      t,
    ) ?? first;
  const step = formatSeconds(stepMs / 1000);
  return {
    bytesPerSecond: Math.max(...rates),
    seen: `mean of the busiest ${step} of the last ${formatSeconds((end + stepMs - kept) / 1000)}`,
  };
}

/** An offset that jumps is another history, and no writing: no mean is above the highest rate that was seen in its two steps. */
function stepRates(offsets: Column, seen: Column, stepMs: number): number[] {
  return offsets.flatMap((offset, index) => {
    const [before, now, then] = [offsets[index - 1], seen[index], seen[index - 1]];
    if (offset === null || before == null || now == null || then == null || offset < before) return [];
    return Math.min((offset - before) / (stepMs / 1000), Math.max(now, then));
  });
}

/** When the oldest sample was kept. */
function firstKept(columns: readonly Column[], t: readonly number[]): number | null {
  const index = t.findIndex((_, at) => columns.some((column) => column[at] != null));
  return index < 0 ? null : (t[index] ?? null);
}
