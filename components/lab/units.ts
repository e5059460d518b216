import { formatDuration } from "@/components/runs/durations";
import { formatBytes, formatCount, UNKNOWN } from "@/lib/format";

const nbsp = "\u00a0";

/** A time as short as a read takes: `0.42 ms`, `8.1 ms`, `87 ms`, `2.4 s`. Null is a dash. */
export function formatLatency(seconds: number | null): string {
  if (seconds === null) return UNKNOWN;
  const ms = seconds * 1000;
  if (ms === 0) return `0${nbsp}ms`;
  if (ms < 0.01) return `<0.01${nbsp}ms`;
  if (ms < 1) return `${ms.toFixed(2)}${nbsp}ms`;
  return ms < 9.95 ? `${ms.toFixed(1)}${nbsp}ms` : formatDuration(seconds);
}

/** A share whose small ones matter: `0 %`, `0.4 %`, `<0.1 %`, `12 %`. Null is a dash. */
export function formatShare(share: number | null): string {
  if (share === null) return UNKNOWN;
  const percent = share * 100;
  if (percent === 0) return `0${nbsp}%`;
  if (percent < 0.1) return `<0.1${nbsp}%`;
  // A hundred is said of all of them alone.
  const capped = share < 1 ? Math.min(percent, 99.9) : 100;
  return `${capped < 10 || capped > 99 ? capped.toFixed(1).replace(/\.0$/, "") : capped.toFixed(0)}${nbsp}%`;
}

/** Between two shares: `21 points`. */
export const formatPoints = (by: number): string =>
  `${(Math.abs(by) * 100).toFixed(Math.abs(by) < 0.1 ? 1 : 0)}${nbsp}points`;

/** `12,400/s`; null is a dash. */
export const formatPerSecond = (n: number | null): string =>
  n === null ? UNKNOWN : `${formatCount(n >= 100 ? Math.round(n) : Math.round(n * 10) / 10)}/s`;

/** Of one core: `0.42`; null is a dash. */
export const formatCores = (cores: number | null): string => (cores === null ? UNKNOWN : cores.toFixed(2));

export { formatBytes, formatCount };

/** A share of two counts; null: there was nothing to count. */
export const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
