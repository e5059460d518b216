const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The ranges of the picker. Each ends now and moves on with it. */
export const ranges = ["5m", "15m", "1h", "6h", "24h", "7d", "30d"] as const;
export type Range = (typeof ranges)[number];

/** Length of a range in milliseconds. */
export const rangeMs: Record<Range, number> = {
  "5m": 5 * MINUTE_MS,
  "15m": 15 * MINUTE_MS,
  "1h": HOUR_MS,
  "6h": 6 * HOUR_MS,
  "24h": DAY_MS,
  "7d": 7 * DAY_MS,
  "30d": 30 * DAY_MS,
};

export const rangeWords: Record<Range, string> = {
  "5m": "Last 5 min",
  "15m": "Last 15 min",
  "1h": "Last hour",
  "6h": "Last 6 h",
  "24h": "Last 24 h",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
};

/** A stretch of time that stands still. Unix milliseconds. */
export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What the page shows: the newest with a range that moves on, or a period of the past and the group at one moment of it. */
export type Shown =
  | { readonly is: "live"; readonly lengthMs: number }
  | { readonly is: "past"; readonly period: Period; readonly atMs: number };

/** What the URL says of time. Null: it says nothing, or nothing that is a time. */
export interface TimeParams {
  readonly range: Range;
  readonly from: Date | null;
  readonly to: Date | null;
  readonly at: Date | null;
}

/**
 * What is shown for a URL. A missing end is the chosen range away from the other, a missing moment is the period's end,
 * and a moment alone has the range before it. A period that ends before it begins is none.
 */
export function shownOf({ range, from, to, at }: TimeParams): Shown {
  const lengthMs = rangeMs[range];
  const toMs = (to ?? (from === null ? at : null))?.getTime() ?? null;
  const fromMs = from?.getTime() ?? null;
  const end = toMs ?? (fromMs === null ? null : fromMs + lengthMs);
  if (end === null) return { is: "live", lengthMs };
  const period = { fromMs: fromMs ?? end - lengthMs, toMs: end };
  if (period.fromMs >= period.toMs) return { is: "live", lengthMs };
  return { is: "past", period, atMs: at?.getTime() ?? end };
}

/** A shorter period has too few samples to show anything. Milliseconds. */
export const LEAST_MS = 10_000;

/** The period between two moments in either order, widened around its middle to at least 10 s. */
export function between(aMs: number, bMs: number): Period {
  const [fromMs, toMs] = aMs < bMs ? [aMs, bMs] : [bMs, aMs];
  if (toMs - fromMs >= LEAST_MS) return { fromMs: Math.round(fromMs), toMs: Math.round(toMs) };
  const middle = Math.round((fromMs + toMs) / 2);
  return { fromMs: middle - LEAST_MS / 2, toMs: middle + LEAST_MS / 2 };
}

/** A period of that length with the moment in its last third, so that what led to it is seen; it never ends after now. */
export function around(atMs: number, lengthMs: number, nowMs: number): Period {
  const toMs = Math.max(atMs, Math.min(nowMs, Math.round(atMs + lengthMs / 3)));
  return { fromMs: toMs - lengthMs, toMs };
}

export const holds = ({ fromMs, toMs }: Period, atMs: number): boolean => fromMs <= atMs && atMs <= toMs;

/** Twice as long around the same middle, as far as now and 30 days allow. */
export function zoomedOut({ fromMs, toMs }: Period, nowMs: number): Period {
  const lengthMs = Math.min(2 * (toMs - fromMs), rangeMs["30d"]);
  const end = Math.min(Math.round((fromMs + toMs) / 2 + lengthMs / 2), Math.max(nowMs, toMs));
  return { fromMs: end - lengthMs, toMs: end };
}
