/** The one scale of all sparklines: 0.05 s at the bottom, 100 s at the top, logarithmic between. */
const LOW_SECONDS = 0.05;
const HIGH_SECONDS = 100;

export interface SparklinePath {
  /** SVG path data: one piece per unbroken stretch. */
  readonly line: string;
  /** The newest value, when it is known. */
  readonly end: { readonly x: number; readonly y: number } | null;
}

/** Path of `values` (seconds, null is a gap) in a box of `width` by `height`, the newest at the right. */
export function sparklinePath(
  values: readonly (number | null)[],
  width: number,
  height: number,
  slots = 60,
): SparklinePath {
  const pad = 2.5;
  const step = (width - 2 * pad) / Math.max(1, slots - 1);
  const offset = Math.max(0, slots - values.length);
  const shown = values.slice(-slots);
  let line = "";
  let pen = false;
  let end: SparklinePath["end"] = null;
  shown.forEach((value, i) => {
    const x = round(pad + (offset + i) * step);
    end = value === null ? null : { x, y: round(yOf(value, height, pad)) };
    if (end !== null) line += `${pen ? "L" : "M"}${end.x} ${end.y}`;
    // A lone sample between two gaps is a short dash, or it would not be seen.
    if (end !== null && !pen && shown[i + 1] == null) line += `h0.8`;
    pen = end !== null;
  });
  return { line, end };
}

function yOf(seconds: number, height: number, pad: number): number {
  const clamped = Math.min(HIGH_SECONDS, Math.max(LOW_SECONDS, seconds));
  const share = Math.log(clamped / LOW_SECONDS) / Math.log(HIGH_SECONDS / LOW_SECONDS);
  return height - pad - share * (height - 2 * pad);
}

const round = (n: number): number => Math.round(n * 10) / 10;
