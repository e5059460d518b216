import type { LagThresholds } from "@/lib/group/member";
import { AT_RISK_SECONDS } from "@/lib/lag/headroom";
import { type ChartMetric, type Frame, highestOf } from "./frame";
import { headroomSeconds, linearBytes, linearSeconds, type Scale, symlogBytes } from "./scales";

export interface Threshold {
  readonly at: number;
  readonly tone: "warn" | "crit";
  readonly name: string;
}

/** One of the three plots: what it shows, on which scale, with which thresholds. */
export interface Plot {
  readonly metric: ChartMetric;
  readonly title: string;
  readonly note: string;
  readonly scale: Scale;
  readonly thresholds: readonly Threshold[];
}

export type BytesScale = "symlog" | "linear";

/** The three plots from top to bottom. Thresholds above a plot's top are left out rather than squeezed in. */
export function plotsOf(frame: Frame, bytesScale: BytesScale, lag: LagThresholds): Plot[] {
  const bytes = (bytesScale === "symlog" ? symlogBytes : linearBytes)(highestOf(frame, "lagBytes"));
  const seconds = linearSeconds(highestOf(frame, "lagSeconds"));
  const headroom = headroomSeconds(highestOf(frame, "headroomSeconds"));
  return [
    {
      metric: "lagBytes",
      title: "Bytes behind",
      note: bytesScale,
      scale: bytes,
      thresholds: within(bytes, [{ at: lag.warnBytes, tone: "warn", name: "lagging" }]),
    },
    {
      metric: "lagSeconds",
      title: "Seconds behind",
      note: "linear",
      scale: seconds,
      thresholds: within(seconds, [
        { at: lag.warnSeconds, tone: "warn", name: "lagging" },
        { at: lag.criticalSeconds, tone: "crit", name: "critical" },
      ]),
    },
    {
      metric: "headroomSeconds",
      title: "Backlog headroom",
      note: "seconds until a reconnect is full",
      scale: headroom,
      thresholds: within(headroom, [{ at: AT_RISK_SECONDS, tone: "warn", name: "at risk" }]),
    },
  ];
}

/** Thresholds that fit the plot, in the plot's numbers; of two nearer than a line of text, the graver. */
function within(scale: Scale, thresholds: readonly Threshold[]): Threshold[] {
  const fitting = thresholds
    .map((threshold) => ({ ...threshold, at: scale.plot(threshold.at) }))
    .filter(({ at }) => at <= scale.top);
  return fitting.filter(
    (one, i) => !fitting.slice(i + 1).some((other) => Math.abs(other.at - one.at) / scale.top < 0.15),
  );
}
