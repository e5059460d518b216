import { around, type Period, rangeMs, type Shown } from "./period";

/** Whether a page shows a group over time: its URL can name a period. */
export const hasTime = (path: string): boolean => path.startsWith("/g/") || path.startsWith("/i/");

const TIME_KEYS = ["from", "to", "at", "frozen"];

/** The query with that period, and with the moment unless it is the period's end; what else stands there stays letter by letter. */
export function withPeriod(query: string, period: Period, atMs: number): string {
  const others = query
    .split("&")
    .filter((part) => part !== "" && !TIME_KEYS.includes(part.split("=")[0] ?? ""));
  const iso = (ms: number): string => new Date(ms).toISOString();
  const times = [`from=${iso(period.fromMs)}`, `to=${iso(period.toMs)}`];
  return `?${[...others, ...times, ...(atMs === period.toMs ? [] : [`at=${iso(atMs)}`])].join("&")}`;
}

/** The query of a link that shows this again at any later time. `nowMs` is the newest moment that is shown. */
export function lastingQuery(query: string, shown: Shown, nowMs: number): string {
  if (shown.is === "past") return withPeriod(query, shown.period, shown.atMs);
  return withPeriod(query, { fromMs: nowMs - shown.lengthMs, toMs: nowMs }, nowMs);
}

/** The moment at which a view was frozen, from a URL; null: none that has been. */
export function frozenOf(query: string, nowMs: number): number | null {
  const text = new URLSearchParams(query).get("frozen") ?? "";
  const ms = /^\d{1,15}$/.test(text) ? Number(text) : null;
  return ms !== null && ms > 0 && ms <= nowMs ? ms : null;
}

/** Where a group's page shows what an event did: the group at its moment, the charts around it. */
export const thenHref = (group: string, atMs: number, nowMs: number): string =>
  `/g/${encodeURIComponent(group)}${withPeriod("", around(atMs, rangeMs["15m"], nowMs), atMs)}`;
