import type { GroupSeries } from "@/components/live/store";
import type { Event } from "@/lib/contract";
import { binFor, binsOf, worstPerBin } from "./downsample";
import { type Gap, gapsOf } from "./gaps";
import { bandOf, type Picked, pickLines } from "./pick";
import { wholeGaps } from "./whole-gaps";

export type ChartMetric = "lagBytes" | "lagSeconds" | "headroomSeconds";
export const metrics: readonly ChartMetric[] = ["lagBytes", "lagSeconds", "headroomSeconds"];

/** What the three plots, their tooltip, their table and their sentence have in common. */
export interface Frame {
  readonly fromMs: number;
  readonly toMs: number;
  readonly binMs: number;
  readonly picked: Picked;
  readonly gaps: readonly Gap[];
  /** Times of the rows, rising. A row in the middle of a gap has no values, so that no line runs over it. */
  readonly t: readonly number[];
  readonly values: Readonly<Record<ChartMetric, Readonly<Record<string, readonly (number | null)[]>>>>;
  /** Middle and highest of the replicas without a line of their own. */
  readonly band: Readonly<Record<ChartMetric, readonly ([number, number] | null)[]>>;
}

/** The last `rangeMs` of `series`, for the replicas `ids`, with about `points` points a line. */
export function frameOf(
  series: GroupSeries,
  ids: readonly string[],
  rangeMs: number,
  points: number,
  events: readonly Event[] = [],
): Frame {
  const toMs = series.t.at(-1) ?? 0;
  return frameWithin(series, ids, { fromMs: toMs - rangeMs, toMs, binMs: binFor(rangeMs, points) }, events);
}

/** From when to when, and how wide a bin is. Milliseconds. */
export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
  readonly binMs: number;
  /** Rows up to here stand at the middle of a whole bin; those after it for their own moment. Left out: all do. */
  readonly wholeUntilMs?: number;
}

/** What is drawn of `series` between two moments. */
export function frameWithin(
  series: GroupSeries,
  ids: readonly string[],
  { fromMs, toMs, binMs, wholeUntilMs }: Window,
  events: readonly Event[] = [],
): Frame {
  const picked = pickLines(series, ids, fromMs, toMs);
  const found = gapsOf(series, ids, picked.lines, events);
  const gaps = (
    wholeUntilMs === undefined
      ? found
      : wholeGaps(found, series, { fromMs, toMs, binMs, wholeUntilMs }, events)
  ).filter((gap) => gap.toMs > fromMs);
  const bins = binsOf(series.t, binMs, fromMs, toMs);
  const breaks = gaps.filter((gap) => gap.instance === null).map((gap) => (gap.fromMs + gap.toMs) / 2);
  const order = [...bins.map(({ t }, bin) => ({ t, bin })), ...breaks.map((t) => ({ t, bin: -1 }))].sort(
    (a, b) => a.t - b.t,
  );
  const column = (id: string, metric: ChartMetric): (number | null)[] => {
    const worst = metric === "headroomSeconds" ? "lowest" : "highest";
    const binned = worstPerBin(series.byInstance[id]?.[metric] ?? [], bins, worst);
    return order.map(({ bin }) => binned[bin] ?? null);
  };
  const perMetric = <T>(make: (metric: ChartMetric) => T): Record<ChartMetric, T> => ({
    lagBytes: make("lagBytes"),
    lagSeconds: make("lagSeconds"),
    headroomSeconds: make("headroomSeconds"),
  });
  return {
    fromMs,
    toMs,
    binMs,
    picked,
    gaps,
    t: order.map(({ t }) => t),
    values: perMetric((metric) => Object.fromEntries(picked.lines.map((id) => [id, column(id, metric)]))),
    band: perMetric((metric) =>
      picked.rest.length === 0
        ? []
        : bandOf(
            picked.rest.map((id) => column(id, metric)),
            order.length,
          ),
    ),
  };
}

/** The highest known value of a metric over all that is drawn; 0 where nothing is. */
export function highestOf(frame: Frame, metric: ChartMetric): number {
  let found = 0;
  for (const column of Object.values(frame.values[metric]))
    for (const value of column) if (value !== null && value > found) found = value;
  for (const pair of frame.band[metric]) if (pair !== null && pair[1] > found) found = pair[1];
  return found;
}

/** Whether nothing is known of anybody over the whole of it. */
export const isEmpty = ({ values, band }: Frame): boolean =>
  metrics.every(
    (metric) =>
      band[metric].every((pair) => pair === null) &&
      Object.values(values[metric]).every((column) => column.every((value) => value === null)),
  );

/** Rows with a value between two without: too short for a line, so they get a dot. */
export function loneRows(column: readonly (number | null)[]): number[] {
  return column.flatMap((value, i) =>
    value !== null && (column[i - 1] ?? null) === null && (column[i + 1] ?? null) === null ? [i] : [],
  );
}
