import type { GroupSeries } from "@/components/live/store";
import { MOST_LINES } from "./palette";

/** Which replicas have a line of their own, and which are drawn as one band. */
export interface Picked {
  readonly lines: readonly string[];
  readonly rest: readonly string[];
}

/**
 * All of up to six replicas; of more, the five with the highest lag between `fromMs` and `toMs`, the rest as a band.
 * Lines keep the order of `ids`, so that a colour does not move from one replica to another as lags change.
 */
export function pickLines(series: GroupSeries, ids: readonly string[], fromMs: number, toMs: number): Picked {
  if (ids.length <= MOST_LINES) return { lines: ids, rest: [] };
  const ranked = ids
    .map((id) => ({ id, worst: highest(series, id, fromMs, toMs) }))
    .sort((a, b) => b.worst - a.worst || (a.id < b.id ? -1 : 1));
  const worst = new Set(ranked.slice(0, MOST_LINES - 1).map(({ id }) => id));
  return { lines: ids.filter((id) => worst.has(id)), rest: ids.filter((id) => !worst.has(id)) };
}

/** The highest lag in seconds, else in bytes scaled down below any seconds; -1: nothing is known. */
function highest({ t, byInstance }: GroupSeries, id: string, fromMs: number, toMs: number): number {
  const columns = byInstance[id];
  let found = -1;
  t.forEach((at, i) => {
    if (at < fromMs || at > toMs) return;
    const seconds = columns?.lagSeconds[i] ?? null;
    const bytes = columns?.lagBytes[i] ?? null;
    found = Math.max(found, seconds ?? -1, bytes === null ? -1 : bytes / Number.MAX_SAFE_INTEGER);
  });
  return found;
}

/** The middle and the highest of the known values of each row; null where none is known. */
export function bandOf(
  columns: readonly (readonly (number | null)[])[],
  rows: number,
): ([number, number] | null)[] {
  return Array.from({ length: rows }, (_, row) => {
    const known = columns.flatMap((column) => column[row] ?? []).sort((a, b) => a - b);
    const middle = known[Math.floor(known.length / 2)];
    const top = known.at(-1);
    return middle === undefined || top === undefined ? null : [middle, top];
  });
}
