/** Measures of the chart frame: one scale, three plots, ribbons, one time axis. Pixels. */
export const BOX = {
  left: 68,
  right: 47,
  plotTop: 48,
  plotHeight: 96,
  pitch: 126,
  ribbonTop: 410,
  ribbonPitch: 15,
  axisHeight: 28,
} as const;

export const plotTopOf = (index: number): number => BOX.plotTop + index * BOX.pitch;
export const ribbonTopOf = (index: number): number => BOX.ribbonTop + index * BOX.ribbonPitch;
export const heightFor = (ribbons: number): number => ribbonTopOf(ribbons) + BOX.axisHeight;

/** From a time to a place, and back. */
export interface TimeAxis {
  readonly fromMs: number;
  readonly toMs: number;
  readonly width: number;
}

export const plotWidth = (width: number): number => Math.max(0, width - BOX.left - BOX.right);

export const xOf = ({ fromMs, toMs, width }: TimeAxis, atMs: number): number =>
  BOX.left + (plotWidth(width) * (atMs - fromMs)) / Math.max(1, toMs - fromMs);

const MINUTE_MS = 60_000;
/** Room a time label takes. */
const LABEL_PX = 62;

/** Whole minutes to write on the axis, at least a label's width apart. Unix milliseconds. */
export function minuteTicks(axis: TimeAxis): number[] {
  const { fromMs, toMs, width } = axis;
  const most = Math.max(1, Math.floor(plotWidth(width) / LABEL_PX));
  const minutes = [1, 2, 3, 5, 10, 15].find((step) => (toMs - fromMs) / (step * MINUTE_MS) <= most) ?? 15;
  const step = minutes * MINUTE_MS;
  const ticks: number[] = [];
  for (let at = Math.ceil(fromMs / step) * step; at <= toMs; at += step) ticks.push(at);
  return ticks;
}
