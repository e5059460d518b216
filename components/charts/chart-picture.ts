import type { HistoryAnswer } from "@/components/live/history";
import { pastRows } from "@/components/live/past-rows";
import { columnsOf, type SeriesRow } from "@/components/live/series";
import type { GroupSeries } from "@/components/live/store";
import type { Event } from "@/lib/contract";
import type { LagThresholds } from "@/lib/group/member";
import type { Window } from "./frame";

/** What the charts draw: columns, events and the window they are drawn in. */
export interface ChartPicture {
  readonly series: GroupSeries;
  readonly events: readonly Event[];
  readonly window: Window;
}

/** A period that is over: whole steps, those without a sample too. */
export function pastPicture(
  { history, events, fromMs, toMs }: HistoryAnswer,
  lag: LagThresholds,
): ChartPicture {
  const rows = pastRows(history, lag, true);
  return {
    series: columnsOf(rows, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY),
    events,
    window: { fromMs, toMs, binMs: history.stepMs, wholeUntilMs: Number.POSITIVE_INFINITY },
  };
}

/**
 * A range that ends now: whole steps of the past, and after them the `live` rows and events that the page has heard
 * itself, up to `newestMs` (null: it has heard none).
 */
export function longPicture(
  { history, events }: HistoryAnswer,
  lengthMs: number,
  live: {
    readonly rows: readonly SeriesRow[];
    readonly newestMs: number | null;
    readonly events: readonly Event[];
  },
  lag: LagThresholds,
): ChartPicture {
  const rows = pastRows(history, lag, false);
  const wholeUntilMs = rows.at(-1)?.t ?? Number.NEGATIVE_INFINITY;
  const endMs = wholeUntilMs + history.stepMs / 2;
  const toMs = live.newestMs ?? endMs;
  const tail = live.rows.filter(({ t }) => t >= endMs && t <= toMs);
  const ids = new Set(events.map(({ id }) => id));
  return {
    series: columnsOf([...rows, ...tail], toMs - lengthMs, toMs),
    events: [...live.events.filter(({ id }) => !ids.has(id)), ...events],
    window: { fromMs: toMs - lengthMs, toMs, binMs: history.stepMs, wholeUntilMs },
  };
}
