/** One measured figure. `bar`: what it must not exceed; null where a figure is only watched. */
export interface Figure {
  readonly bench: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** Least and greatest of the runs that `value` is the median of; null for a single measurement. */
  readonly spread: readonly [number, number] | null;
  readonly bar: number | null;
}

/** Makes the figures of a bench that measures each of them once. */
export const once =
  (bench: string) =>
  (what: string, value: number, unit: string, bar: number | null): Figure => ({
    bench,
    what,
    value,
    unit,
    spread: null,
    bar,
  });

/** The middle value, the mean of two for an even count; NaN for none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Linear between the two nearest ranks; NaN for none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)];
  const high = sorted[Math.ceil(at)];
  return low === undefined || high === undefined ? Number.NaN : low + (high - low) * (at - Math.floor(at));
}

/** The figures as a table for a terminal, misses marked. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.bench,
    figure.what,
    `${round(figure.value)} ${figure.unit}`,
    figure.spread === null ? "" : `${round(figure.spread[0])} to ${round(figure.spread[1])}`,
    figure.bar === null ? "" : `${figure.value <= figure.bar ? "within" : "OVER"} ${figure.bar}`,
  ]);
  const all = [["bench", "what", "median", "spread", "bar"], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  return all
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const round = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3));
