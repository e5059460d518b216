import { useState } from "react";
import type { GroupSeries } from "@/components/live/store";

/**
 * The series as it was when it was last worth drawing. Three recharts plots are the page's largest cost, and a bin of
 * 5 s needs no line drawn anew each second: it is, once `everyMs` of new rows have come, and at once when rows of the
 * past have been filled in or the axis has jumped.
 */
export function useSteady(series: GroupSeries, everyMs: number): GroupSeries {
  const [shown, setShown] = useState(series);
  if (series === shown || !worthDrawing(shown, series, everyMs)) return shown;
  setShown(series);
  return series;
}

/** Rows that one commit adds at most while live; more means that the past was filled in. */
const LIVE_ROWS = 8;

export function worthDrawing(shown: GroupSeries, next: GroupSeries, everyMs: number): boolean {
  const ahead = (next.t.at(-1) ?? 0) - (shown.t.at(-1) ?? 0);
  return ahead < 0 || ahead >= everyMs || Math.abs(next.t.length - shown.t.length) > LIVE_ROWS;
}
