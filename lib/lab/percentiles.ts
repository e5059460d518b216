import type { Percentiles } from "@/lib/contract";

/**
 * Of measured values, below which half, 95 and 99 of a hundred lie: the nearest rank, so that each is a value that was measured.
 * Null where there is none.
 */
export function percentiles(values: readonly number[]): Percentiles | null {
  const sorted = Float64Array.from(values).sort();
  const last = sorted.length - 1;
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  if (last < 0) return null;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: sorted[last] ?? 0 };
}
