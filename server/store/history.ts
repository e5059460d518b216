import { setImmediate as nextTurn } from "node:timers/promises";
import type { History, Metric } from "@/lib/contract";
import type { Store } from "@/server/ports";
import type { Tiers } from "@/server/settings";
import { columnsOf, higher, lower } from "./columns";
import type { Rollup } from "./rollup";
import type { SampleTable } from "./schema";
import type { SeriesIds } from "./series";
import { stateOfCode, worseCode } from "./states";
import { resolutionFor, stepStart } from "./tiers";

/** So many rows are read for one answer, all instances together; a large group gets longer steps instead of more. */
const mostRows = 40_000;

type Query = Parameters<Store["samples"]["query"]>[0];

/** The columns of one group over a stretch of time. */
export async function readHistory(
  { group, metrics, fromMs, toMs, points }: Query,
  from: { series: SeriesIds; rollup: Rollup; tiers: Tiers; minStepMs: number; nowMs: number },
): Promise<History> {
  const instances = await from.series.list(group);
  const { tier, stepMs } = resolutionFor(from.tiers, {
    fromMs,
    toMs,
    points,
    nowMs: from.nowMs,
    minStepMs: from.minStepMs,
    mostRows: mostRows / Math.max(1, instances.length),
  });
  const startMs = stepStart(fromMs, stepMs);
  const count = Math.max(0, Math.ceil((toMs - startMs) / stepMs));
  const t = Array.from({ length: count }, (_, i) => startMs + i * stepMs);
  const history: History = { stepMs, t, series: [], states: [] };
  for (const { id, instance } of instances) {
    const rows = await from.rollup.read(id, tier, startMs, toMs, metrics);
    if (rows.length > 0) {
      const stepOf = (row: SampleTable) => Math.floor((row.at_ms - startMs) / stepMs);
      for (const metric of metrics)
        history.series.push({ instance, metric, ...columns(rows, metric, stepOf, count) });
      history.states.push({ instance, worst: worst(rows, stepOf, count) });
    }
    await nextTurn();
  }
  return history;
}

/** The highest, the newest and, where it is kept, the lowest known value of each step. */
function columns(
  rows: readonly SampleTable[],
  metric: Metric,
  stepOf: (row: SampleTable) => number,
  count: number,
): Pick<History["series"][number], "max" | "last" | "min"> {
  const from = columnsOf[metric];
  const max = new Array<number | null>(count).fill(null);
  const last = new Array<number | null>(count).fill(null);
  const min = from.min === null ? null : new Array<number | null>(count).fill(null);
  for (const row of rows) {
    const step = stepOf(row);
    max[step] = higher(max[step] ?? null, row[from.max]);
    if (from.min !== null && min !== null) min[step] = lower(min[step] ?? null, row[from.min]);
    const newest = row[from.last];
    if (newest !== null) last[step] = newest;
  }
  return { max, last, min };
}

function worst(rows: readonly SampleTable[], stepOf: (row: SampleTable) => number, count: number) {
  const codes = new Array<number | null>(count).fill(null);
  for (const row of rows) {
    const step = stepOf(row);
    codes[step] = worseCode(codes[step] ?? null, row.state);
  }
  return codes.map(stateOfCode);
}
