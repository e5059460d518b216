/** Measures of the chart frame: one scale, three plots, ribbons, one time axis. Pixels. */
export const BOX = {
  left: 68,
  /** Under the lane of what happened: that of backups. */
  backupsTop: 22,
  plotTop: 68,
  plotHeight: 96,
  pitch: 126,
  ribbonTop: 430,
  ribbonPitch: 15,
  axisHeight: 28,
} as const;

export const plotTopOf = (index: number): number => BOX.plotTop + index * BOX.pitch;
export const ribbonTopOf = (index: number): number => BOX.ribbonTop + index * BOX.ribbonPitch;
export const heightFor = (ribbons: number): number => ribbonTopOf(ribbons) + BOX.axisHeight;

/** Room right of the plots for the longest of the names at the ends of the lines. */
export const rightFor = (names: readonly string[]): number =>
  Math.ceil(Math.max(47, ...names.map((name) => 14 + 7.2 * name.length)));

/** From a time to a place. */
export interface TimeAxis {
  readonly fromMs: number;
  readonly toMs: number;
  readonly width: number;
  readonly right: number;
}

export const plotWidth = ({ width, right }: Pick<TimeAxis, "width" | "right">): number =>
  Math.max(0, width - BOX.left - right);

export const xOf = (axis: TimeAxis, atMs: number): number =>
  BOX.left + (plotWidth(axis) * (atMs - axis.fromMs)) / Math.max(1, axis.toMs - axis.fromMs);
