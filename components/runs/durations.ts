import { formatSeconds, UNKNOWN } from "@/lib/format";

const nbsp = "\u00a0";

/** How long something took: `87 ms`, `2.4 s`, `3 m 05 s`. Null is a dash. */
export function formatDuration(seconds: number | null): string {
  if (seconds === null) return UNKNOWN;
  const ms = Math.round(seconds * 1000);
  return ms < 1000 ? `${ms}${nbsp}ms` : formatSeconds(seconds);
}

/** Seconds between two ISO times; null while one of them is unknown. A clock that was set back gives 0, never less. */
export function tookSeconds(startedAt: string | null, endedAt: string | null): number | null {
  if (startedAt === null || endedAt === null) return null;
  return Math.max(0, (Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
}
