/** One line of a plot: points from left to right; a null stands for what is not known, and the line has a gap there. */
export interface PlotLine {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number | null }[];
}

/** One plot: lines over a number, such as seconds, replicas or bytes. */
export interface Plot {
  readonly title: string;
  readonly note?: string;
  readonly lines: readonly PlotLine[];
  readonly formatX: (x: number) => string;
  readonly formatY: (y: number | null) => string;
  /** Head of the first column of its table. */
  readonly xName: string;
  /** Where something was done meanwhile. */
  readonly marks?: readonly { readonly x: number; readonly text: string }[];
  /** The x are few and each is written; else round ones between. */
  readonly discrete?: true;
  /** The y are bytes: round ones are of 1024. */
  readonly binary?: true;
}

/** Where the lines of a plot have a point, rising, with a value for each line. */
export function rowsOf({ lines }: Pick<Plot, "lines">): { x: number; values: (number | null)[] }[] {
  const xs = [...new Set(lines.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const byX = lines.map(({ points }) => new Map(points.map(({ x, y }) => [x, y])));
  return xs.map((x) => ({ x, values: byX.map((known) => known.get(x) ?? null) }));
}

/** The same, round in the largest unit of 1024 that fits. */
export function binaryTicksTo(max: number): number[] {
  const unit = max < 1024 ? 1 : 1024 ** Math.floor(Math.log2(max) / 10);
  return ticksTo(max / unit).map((tick) => tick * unit);
}

/** Round numbers from 0 to at least `max`, three or four of them. */
export function ticksTo(max: number): number[] {
  if (max <= 0) return [0, 1];
  const raw = max / 3;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 2.5, 5, 10].find((one) => one * power >= raw * 0.999) ?? 10) * power;
  const count = Math.ceil(max / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}
