import { formatBytes, formatSeconds } from "@/lib/format";

/** Where symlog turns from linear to logarithmic. Bytes. */
const LINEAR_TO = 1024;

/** log(1 + v/1024): 0 stays 0, and 1 KiB and 1 GiB fit one plot. What d3's scaleSymlog does with the constant 1024. */
export const symlog = (bytes: number): number => Math.log1p(bytes / LINEAR_TO);

/** A scale of a plot: which of the plotted numbers stands at the top, what is written where, and how values become them. */
export interface Scale {
  readonly top: number;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  readonly plot: (value: number) => number;
}

const KIB = 1024;
const symlogTicks = [10 * KIB, KIB ** 2, 100 * KIB ** 2, 10 * KIB ** 3, KIB ** 4, 100 * KIB ** 4];

/** Ticks are given one by one: d3's own for symlog crowd at one end (d3-scale issue 162). */
export function symlogBytes(max: number): Scale {
  const top = Math.max(4 * KIB ** 2, max * 1.6);
  const ticks = [0, ...symlogTicks.filter((tick) => tick <= top)];
  return {
    top: symlog(top),
    ticks: ticks.map((tick) => ({ at: symlog(tick), label: tick === 0 ? "0" : roundBytes(tick) })),
    plot: symlog,
  };
}

export function linearBytes(max: number): Scale {
  const step = niceStep(Math.max(max, 3 * KIB), binarySteps);
  return linear(step, Math.max(max, 3 * KIB), (tick) => (tick === 0 ? "0" : roundBytes(tick)));
}

/** From 0 to at least 2 s, so that noise stays small. */
export function linearSeconds(max: number): Scale {
  const high = Math.max(max, 2);
  return linear(niceStep(high, secondSteps), high, secondsLabel);
}

/** More headroom than this is all the same: it is drawn at the top. Seconds. */
const ENOUGH_SECONDS = 600;

export function headroomSeconds(max: number): Scale {
  const high = Math.min(ENOUGH_SECONDS, Math.max(max, 60));
  const scale = linear(niceStep(high, secondSteps), high, secondsLabel);
  return {
    ...scale,
    ticks: scale.ticks.map((tick) =>
      tick.at === ENOUGH_SECONDS ? { ...tick, label: `≥\u00a0${tick.label}` } : tick,
    ),
    plot: (value) => Math.min(value, scale.top),
  };
}

const secondSteps = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 86_400];
const binarySteps = Array.from({ length: 44 }, (_, i) => KIB * 2 ** i);

/** The step that gives at most three ticks above 0. */
const niceStep = (max: number, steps: readonly number[]): number =>
  steps.find((step) => max / step <= 3) ?? Math.ceil(max / 3);

function linear(step: number, max: number, label: (tick: number) => string): Scale {
  const count = Math.ceil(max / step - 1e-9);
  return {
    top: count * step,
    ticks: Array.from({ length: count + 1 }, (_, i) => ({ at: i * step, label: label(i * step) })),
    plot: (value) => value,
  };
}

/** `10 KiB`, not `10.0 KiB`: an axis has whole numbers. */
const roundBytes = (bytes: number): string => formatBytes(bytes).replace(/\.0+(?=\s)/, "");

const secondsLabel = (seconds: number): string =>
  seconds < 10 ? `${seconds}\u00a0s` : formatSeconds(seconds).replace(/\s00\ss$/, "");
