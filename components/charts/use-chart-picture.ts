"use client";
import { useMemo, useState } from "react";
import { type HistoryRequest, keyOf } from "@/components/live/history";
import { liveStore, useEvents, useSeries } from "@/components/live/store";
import { useHistory } from "@/components/live/use-history";
import { rangeMs, type Shown } from "@/components/time/period";
import { useTime } from "@/components/time/use-time";
import { useLagThresholds } from "@/components/topology/use-facts";
import type { Problem } from "@/lib/contract";
import { type ChartPicture, longPicture, pastPicture } from "./chart-picture";
import { binFor, MOST_POINTS } from "./downsample";
import { useSteady } from "./steady";

export interface ChartView {
  /** Null until the first answer. */
  readonly picture: ChartPicture | null;
  /** The picture is that of the time before: the one that is wanted is on its way, or did not come. */
  readonly outdated: boolean;
  readonly problem: Problem | null;
}

/** Longer ranges than the page keeps rows for are asked of the history. */
const KEPT_MS = rangeMs["15m"];
/** The newest end of a long range moves on at least this often, though its bins are hours wide. Milliseconds. */
const LEAST_OFTEN_MS = 10_000;
/** A width that changes by a few pixels asks for nothing new. */
const POINTS_STEP = 50;

/** What to draw of a group at the time that the page shows, with about a point for every second of `drawnPx` pixels. */
export function useChartPicture(groupId: string, drawnPx: number): ChartView {
  const { shown } = useTime();
  const lag = useLagThresholds();
  const points = drawnPx / 2;
  const steps = Math.min(MOST_POINTS, Math.max(POINTS_STEP, Math.floor(points / POINTS_STEP) * POINTS_STEP));
  const known = drawnPx > 0;
  const request = useMemo(
    () => (known ? requestOf(groupId, shown, steps) : null),
    [groupId, shown, steps, known],
  );
  const { answer, problem } = useHistory(request);
  const own = request !== null && answer?.key === keyOf(request) ? answer : null;

  const newest = useSeries(groupId);
  const present = useEvents(groupId);
  const lengthMs = shown.is === "live" ? shown.lengthMs : 0;
  const binMs = own?.history.stepMs ?? binFor(lengthMs, points);
  const recent = useSteady(newest, Math.min(binMs / 2, LEAST_OFTEN_MS));
  const picture = useMemo((): ChartPicture | null => {
    if (shown.is === "past") return own === null ? null : pastPicture(own, lag);
    if (lengthMs > KEPT_MS) {
      const rows = liveStore.getState().rows[groupId] ?? [];
      const live = { rows, newestMs: recent.t.at(-1) ?? null, events: present };
      return own === null ? null : longPicture(own, lengthMs, live, lag);
    }
    const toMs = recent.t.at(-1) ?? 0;
    return { series: recent, events: present, window: { fromMs: toMs - lengthMs, toMs, binMs } };
  }, [shown, lengthMs, own, recent, present, groupId, lag, binMs]);

  const [last, keep] = useState(picture);
  if (picture !== null && picture !== last) keep(picture);
  return { picture: picture ?? last, outdated: picture === null, problem };
}

function requestOf(group: string, shown: Shown, points: number): HistoryRequest | null {
  if (shown.is === "past") return { group, points, of: "period", ...shown.period };
  return shown.lengthMs > KEPT_MS ? { group, points, of: "newest", lengthMs: shown.lengthMs } : null;
}
