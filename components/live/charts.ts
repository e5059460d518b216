import type { Tick } from "@/lib/contract";
import { History } from "@/lib/contract";
import { api } from "./api";
import { loadAgain, once } from "./resources";
import { appendRow, columnsOf, mergeHistory, rowOf, rowsOfHistory } from "./series";
import { liveStore, thresholdsOf } from "./state";

/** The charts' longest range. */
const CHART_MS = 15 * 60_000;
/** What is kept of a group whose charts are not open: enough for a sparkline. */
const SPARK_MS = 75_000;

const openCharts = new Map<string, number>();
let columnsMadeAt = 0;

/** Takes a tick that is already in the picture into the rows of its group. */
export function takeTick(tick: Tick): void {
  const { head, rows, health, frozenAt } = liveStore.getState();
  const group = head.groups[tick.group];
  if (group === undefined) return;
  const spanMs = Math.max(1000, health?.pollIntervalMs ?? 1000);
  const row = rowOf(group, tick.at, spanMs, thresholdsOf(health));
  const kept = openCharts.has(group.id) ? CHART_MS : SPARK_MS;
  const from = Math.min(frozenAt ?? tick.at, tick.at) - kept;
  const appended = appendRow(rows[group.id] ?? [], row);
  const first = appended.findIndex(({ t }) => t >= from);
  liveStore.setState({ rows: { ...rows, [group.id]: first > 0 ? appended.slice(first) : appended } });
}

/** Makes the columns of the open charts anew, at most once per second, and not while the view is frozen. */
export function refreshColumns(nowMs: number): void {
  if (liveStore.getState().frozenAt !== null || nowMs - columnsMadeAt < 950) return;
  columnsMadeAt = nowMs;
  for (const group of openCharts.keys()) makeColumns(group);
}

/** The end of the axis is the newest row, so that a clock apart from the server's shifts nothing. */
function makeColumns(group: string): void {
  liveStore.setState(({ rows, series, frozenAt }) => {
    const own = rows[group] ?? [];
    const to = Math.min(frozenAt ?? Number.POSITIVE_INFINITY, own.at(-1)?.t ?? 0);
    return { series: { ...series, [group]: columnsOf(own, to - CHART_MS, to) } };
  });
}

/** Opens a group's charts: fetches the last 15 minutes and keeps them up to date. Returns how to close them. */
export function openChart(group: string): () => void {
  openCharts.set(group, (openCharts.get(group) ?? 0) + 1);
  once(historyKey(group, CHART_MS), () => backfill(group, CHART_MS));
  makeColumns(group);
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

async function backfill(group: string, lengthMs: number): Promise<void> {
  const newest = liveStore.getState().head.groups[group]?.sampledAt;
  const to = newest === null || newest === undefined ? Date.now() : Date.parse(newest);
  const query = new URLSearchParams({
    metrics: "lagBytes,lagSeconds,headroomSeconds,headroomBytes",
    from: new Date(to - lengthMs).toISOString(),
    to: new Date(to).toISOString(),
    points: String(Math.min(450, Math.round(lengthMs / 1000))),
  });
  const history = await api.get(`/api/groups/${group}/history?${query}`, History);
  liveStore.setState(({ rows, health }) => ({
    rows: {
      ...rows,
      [group]: mergeHistory(rows[group] ?? [], rowsOfHistory(history, thresholdsOf(health))),
    },
  }));
  if (openCharts.has(group)) makeColumns(group);
}
