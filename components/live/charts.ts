import type { Group, History } from "@/lib/contract";
import { api } from "./api";
import { loadAgain, once } from "./resources";
import { appendRow, columnsOf, mergeHistory, rowOf, rowsOfHistory, type SeriesRow } from "./series";
import { type LiveState, liveStore, type Step, thresholdsOf } from "./state";

/** The charts' longest range. */
const CHART_MS = 15 * 60_000;
/** What is kept of a group whose charts are not open: enough for a sparkline. */
const SPARK_MS = 75_000;

/** After this the server has surely written what it pushed. */
const WRITTEN_MS = 5000;

const openCharts = new Map<string, number>();
let columnsMadeAt = 0;

/** The rows of a group with one for a tick that is in `group` already, and without those that nothing shows any more. */
export function withRow(
  rows: readonly SeriesRow[],
  group: Group,
  atMs: number,
  { health, frozenAt }: Pick<LiveState, "health" | "frozenAt">,
): readonly SeriesRow[] {
  const spanMs = Math.max(1000, health?.pollIntervalMs ?? 1000);
  const row = rowOf(group, atMs, spanMs, thresholdsOf(health));
  const kept = openCharts.has(group.id) ? CHART_MS : SPARK_MS;
  const from = Math.min(frozenAt ?? atMs, atMs) - kept;
  const appended = appendRow(rows, row);
  const first = appended.findIndex(({ t }) => t >= from);
  return first > 0 ? appended.slice(first) : appended;
}

/** The step that makes the columns of the open charts anew, at most once per second, and not while the view is frozen. */
export const onColumns =
  (nowMs: number): Step =>
  (state) => {
    if (state.frozenAt !== null || openCharts.size === 0 || nowMs - columnsMadeAt < 950) return state;
    columnsMadeAt = nowMs;
    return [...openCharts.keys()].reduce((next, group) => withColumns(next, group), state);
  };

/** The end of the axis is the newest row, so that a clock apart from the server's shifts nothing. */
function withColumns(state: LiveState, group: string): LiveState {
  const own = state.rows[group] ?? [];
  const to = Math.min(state.frozenAt ?? Number.POSITIVE_INFINITY, own.at(-1)?.t ?? 0);
  return { ...state, series: { ...state.series, [group]: columnsOf(own, to - CHART_MS, to) } };
}

/** Opens a group's charts: fetches the last 15 minutes and keeps them up to date. Returns how to close them. */
export function openChart(group: string): () => void {
  openCharts.set(group, (openCharts.get(group) ?? 0) + 1);
  once(historyKey(group, CHART_MS), () => backfillTwice(group, CHART_MS));
  liveStore.setState((state) => withColumns(state, group));
  return () => {
    const left = (openCharts.get(group) ?? 1) - 1;
    if (left > 0) openCharts.set(group, left);
    else {
      openCharts.delete(group);
      loadAgain(historyKey(group, CHART_MS));
    }
  };
}

/** Fetches the last minute for a group's sparklines, once. */
export const openSpark = (group: string): void =>
  once(historyKey(group, SPARK_MS), () => backfill(group, SPARK_MS));

const historyKey = (group: string, lengthMs: number): string => `history ${group} ${lengthMs}`;

/** Fetches now, and once more when what was pushed before the page came has been written down. */
async function backfillTwice(group: string, lengthMs: number): Promise<void> {
  await backfill(group, lengthMs);
  setTimeout(() => void backfill(group, lengthMs).catch(() => undefined), WRITTEN_MS);
}

async function backfill(group: string, lengthMs: number): Promise<void> {
  const newest = liveStore.getState().head.groups[group]?.sampledAt;
  const to = newest === null || newest === undefined ? Date.now() : Date.parse(newest);
  const query = new URLSearchParams({
    metrics: "lagBytes,lagSeconds,headroomSeconds,headroomBytes",
    from: new Date(to - lengthMs).toISOString(),
    to: new Date(to).toISOString(),
    points: String(Math.min(450, Math.round(lengthMs / 1000))),
  });
  const history = await api.get<History>(`/api/groups/${group}/history?${query}`);
  liveStore.setState((state) => {
    const fetched = rowsOfHistory(history, thresholdsOf(state.health));
    const rows = { ...state.rows, [group]: mergeHistory(state.rows[group] ?? [], fetched) };
    return openCharts.has(group) ? withColumns({ ...state, rows }, group) : { rows };
  });
}
