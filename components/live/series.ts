import type { Group, History, Instance } from "@/lib/contract";
import type { LagThresholds } from "@/lib/group/member";
import { type InstanceState, stateOf } from "@/lib/topology/state";

/** One instance at one moment; null is unknown. */
export interface SeriesPoint {
  readonly lagBytes: number | null;
  readonly lagSeconds: number | null;
  readonly headroomSeconds: number | null;
  readonly headroomBytes: number | null;
  readonly state: InstanceState;
}

/** All instances of a group at one moment. */
export interface SeriesRow {
  /** Unix milliseconds. */
  readonly t: number;
  /** For how long a row speaks: the poll interval, or the step of history. A longer silence is a gap. */
  readonly spanMs: number;
  readonly points: Readonly<Record<string, SeriesPoint>>;
}

export interface InstanceSeries {
  lagBytes: (number | null)[];
  lagSeconds: (number | null)[];
  headroomSeconds: (number | null)[];
  headroomBytes: (number | null)[];
  state: InstanceState[];
}

/** Columns over one time axis, for the charts. A row where nothing is known is a gap. */
export interface GroupSeries {
  readonly t: number[];
  readonly byInstance: Readonly<Record<string, InstanceSeries>>;
}

export const emptySeries: GroupSeries = { t: [], byInstance: {} };

/** Rows nearer than this are one row, so that a fast poll does not fill the page's memory. Milliseconds. */
const MERGE_MS = 700;
/** A silence of more than this many spans is a gap. */
const GAP_SPANS = 1.5;
/** History is written a little later than it is pushed, so where the two meet more silence is allowed. Milliseconds. */
const SEAM_MS = 3000;
/** An instance whose newest sample is older than this many spans has no value at this row. */
const OLD_SPANS = 2.5;

/** The row a tick makes. `atMs` is the server's clock, as are the samples' times. */
export function rowOf(group: Group, atMs: number, spanMs: number, lag: LagThresholds): SeriesRow {
  const points: Record<string, SeriesPoint> = {};
  for (const instance of group.instances) points[instance.id] = pointOf(instance, atMs, spanMs, lag);
  return { t: atMs, spanMs, points };
}

function pointOf(instance: Instance, atMs: number, spanMs: number, lag: LagThresholds): SeriesPoint {
  const { state } = stateOf(instance, lag);
  const sampledMs = instance.sampledAt === null ? null : Date.parse(instance.sampledAt);
  const old = sampledMs === null || atMs - sampledMs > OLD_SPANS * spanMs;
  if (old || !instance.reachable)
    return { lagBytes: null, lagSeconds: null, headroomSeconds: null, headroomBytes: null, state };
  return {
    lagBytes: instance.lagBytes,
    lagSeconds: instance.lagSeconds,
    headroomSeconds: instance.resync?.headroomSeconds ?? null,
    headroomBytes: instance.resync?.headroomBytes ?? null,
    state,
  };
}

/** Appends a row, merging it into the last one where they are nearer than 700 ms; the worse value of the two stays. */
export function appendRow(rows: readonly SeriesRow[], row: SeriesRow): SeriesRow[] {
  const last = rows.at(-1);
  if (last === undefined) return [row];
  if (row.t <= last.t) return rows.slice();
  if (row.t - last.t >= MERGE_MS) return [...rows, row];
  const points: Record<string, SeriesPoint> = { ...last.points };
  for (const [id, point] of Object.entries(row.points)) {
    const before = last.points[id];
    points[id] = before === undefined ? point : worse(before, point);
  }
  return [...rows.slice(0, -1), { ...last, points }];
}

const worse = (a: SeriesPoint, b: SeriesPoint): SeriesPoint => ({
  lagBytes: pick(Math.max, a.lagBytes, b.lagBytes),
  lagSeconds: pick(Math.max, a.lagSeconds, b.lagSeconds),
  headroomSeconds: pick(Math.min, a.headroomSeconds, b.headroomSeconds),
  headroomBytes: pick(Math.min, a.headroomBytes, b.headroomBytes),
  state: b.state,
});

function pick(choose: (a: number, b: number) => number, a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : choose(a, b);
}

/** Rows of `GET …/history`. Lag keeps the step's maximum, headroom its minimum; a state is what the lag tells. */
export function rowsOfHistory(history: History, lag: LagThresholds): SeriesRow[] {
  const columns = new Map<string, Partial<Record<string, (number | null)[]>>>();
  for (const { instance, metric, max, last, min } of history.series) {
    const of = columns.get(instance) ?? {};
    const isLag = metric === "lagBytes" || metric === "lagSeconds";
    of[metric] = isLag ? max : last.map((value, i) => min?.[i] ?? value);
    columns.set(instance, of);
  }
  const rows = history.t.map((t, i): SeriesRow => {
    const points: Record<string, SeriesPoint> = {};
    for (const [id, of] of columns) {
      const lagSeconds = of.lagSeconds?.[i] ?? null;
      const known = Object.values(of).some((column) => column?.[i] != null);
      points[id] = {
        lagBytes: of.lagBytes?.[i] ?? null,
        lagSeconds,
        headroomSeconds: of.headroomSeconds?.[i] ?? null,
        headroomBytes: of.headroomBytes?.[i] ?? null,
        state: !known ? "unknown" : (lagSeconds ?? 0) > lag.warnSeconds ? "lagging" : "online",
      };
    }
    return { t, spanMs: history.stepMs, points };
  });
  // The newest steps may not be written yet: nothing there is not known to be a gap.
  const end = rows.findLastIndex(({ points }) => Object.values(points).some(isKnown));
  return rows.slice(0, end + 1);
}

const isKnown = (point: SeriesPoint): boolean =>
  point.lagBytes !== null ||
  point.lagSeconds !== null ||
  point.headroomBytes !== null ||
  point.headroomSeconds !== null;

/** Puts rows of history around the live ones: a live row wins over a step of history that it lies in or touches. */
export function mergeHistory(live: readonly SeriesRow[], history: readonly SeriesRow[]): SeriesRow[] {
  const own = live.map((row) => row.t);
  const added = history.filter(({ t, spanMs }) => !touches(own, t, spanMs));
  return [...live, ...added].sort((a, b) => a.t - b.t);
}

function touches(sorted: readonly number[], t: number, spanMs: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < t - spanMs) low = middle + 1;
    else high = middle;
  }
  const next = sorted[low];
  return next !== undefined && next <= t + spanMs;
}

/** Columns of the rows from `fromMs` to `toMs`, with a row of nulls put into every silence longer than 1.5 spans. */
export function columnsOf(rows: readonly SeriesRow[], fromMs: number, toMs: number): GroupSeries {
  const kept = rows.filter(({ t }) => t >= fromMs && t <= toMs);
  const ids = new Set(kept.flatMap((row) => Object.keys(row.points)));
  const t: number[] = [];
  const byInstance: Record<string, InstanceSeries> = {};
  for (const id of ids)
    byInstance[id] = { lagBytes: [], lagSeconds: [], headroomSeconds: [], headroomBytes: [], state: [] };
  let before: SeriesRow | undefined;
  for (const row of kept) {
    if (before !== undefined && row.t - before.t > allowedSilence(before, row))
      push(t, byInstance, { t: before.t + before.spanMs, spanMs: row.spanMs, points: {} });
    push(t, byInstance, row);
    before = row;
  }
  return { t, byInstance };
}

const allowedSilence = (before: SeriesRow, row: SeriesRow): number =>
  GAP_SPANS * Math.max(before.spanMs, row.spanMs) + (before.spanMs === row.spanMs ? 0 : SEAM_MS);

/** Seconds behind of one instance, one value per second over the last `seconds`, oldest first; null is unknown. */
export function sparkOf(rows: readonly SeriesRow[], instance: string, seconds: number): (number | null)[] {
  const end = rows.at(-1)?.t ?? 0;
  const recent = rows.filter(({ t }) => t > end - (seconds + 5) * 1000);
  const values: (number | null)[] = [];
  let next = 0;
  let current: SeriesRow | undefined;
  for (let slot = seconds - 1; slot >= 0; slot -= 1) {
    const at = end - slot * 1000;
    for (let row = recent[next]; row !== undefined && row.t <= at; row = recent[next]) {
      current = row;
      next += 1;
    }
    const fresh = current !== undefined && at - current.t <= GAP_SPANS * current.spanMs;
    values.push(fresh ? (current?.points[instance]?.lagSeconds ?? null) : null);
  }
  return values;
}

function push(t: number[], byInstance: Record<string, InstanceSeries>, row: SeriesRow): void {
  t.push(row.t);
  for (const [id, columns] of Object.entries(byInstance)) {
    const point = row.points[id];
    columns.lagBytes.push(point?.lagBytes ?? null);
    columns.lagSeconds.push(point?.lagSeconds ?? null);
    columns.headroomSeconds.push(point?.headroomSeconds ?? null);
    columns.headroomBytes.push(point?.headroomBytes ?? null);
    columns.state.push(point?.state ?? "unknown");
  }
}
