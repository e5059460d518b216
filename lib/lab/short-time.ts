import { formatSeconds } from "@/lib/format";

const nbsp = "\u00a0";

/** Seconds of which a thousandth counts: `0.21 ms`, `4.2 ms`, `290 ms`, `1.2 s`. */
export function formatShort(seconds: number): string {
  const ms = seconds * 1000;
  if (ms >= 999.5) return formatSeconds(seconds);
  if (ms >= 9.95) return `${ms.toFixed(0)}${nbsp}ms`;
  return ms > 0 && ms < 0.995 ? `${ms.toFixed(2)}${nbsp}ms` : `${ms.toFixed(1)}${nbsp}ms`;
}
