/** What stands where a value is not known. Never a zero. */
export const UNKNOWN = "—";

const nbsp = "\u00a0";

/** Three significant digits without an exponent and without trailing noise: 4.2, 27.0, 512. */
function three(value: number): string {
  if (value >= 100) return value.toFixed(0);
  if (value >= 10) return value.toFixed(1);
  return value.toFixed(2);
}

/** Bytes as B, KiB, MiB, GiB, TiB with three significant digits: `27.0 MiB`. Null is a dash. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return UNKNOWN;
  if (bytes < 1024) return `${Math.round(bytes)}${nbsp}B`;
  const units = ["KiB", "MiB", "GiB", "TiB", "PiB"];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${three(value)}${nbsp}${units[unit]}`;
}

/** Bytes per second: `1.42 MiB/s`. */
export const formatRate = (bytesPerSecond: number | null): string =>
  bytesPerSecond === null ? UNKNOWN : `${formatBytes(bytesPerSecond)}/s`;

/** Seconds for a person: `<0.1 s`, `1.8 s`, `42 s`, `3 m 05 s`, `2 h 04 m`, `3 d 4 h`. Null is a dash. */
export function formatSeconds(seconds: number | null): string {
  if (seconds === null) return UNKNOWN;
  if (seconds < 0.1) return `<0.1${nbsp}s`;
  if (seconds < 9.95) return `${seconds.toFixed(1)}${nbsp}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}${nbsp}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}${nbsp}m${nbsp}${two(whole % 60)}${nbsp}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)}${nbsp}h${nbsp}${two(minutes % 60)}${nbsp}m`;
  const hours = Math.round(seconds / 3600);
  return `${Math.floor(hours / 24)}${nbsp}d${nbsp}${hours % 24}${nbsp}h`;
}

const two = (n: number): string => String(n).padStart(2, "0");

/** Offsets and counts in groups of three: `418,206,331,904`. Null is a dash. */
export const formatCount = (n: number | null): string => (n === null ? UNKNOWN : n.toLocaleString("en-US"));

/** A share from 0 to 1: `42 %`. Null is a dash. */
export const formatPercent = (share: number | null): string =>
  share === null ? UNKNOWN : `${Math.floor(share * 100)}${nbsp}%`;

/** A name shortened in its middle to at most `max` characters, so that its port stays readable. */
export function shorten(name: string, max = 18): string {
  if (name.length <= max) return name;
  const tail = Math.floor((max - 1) / 2);
  return `${name.slice(0, max - 1 - tail)}…${name.slice(name.length - tail)}`;
}
