import type { Percentiles } from "@/lib/contract";

/** Each bucket ends a hundredth above the one before: what is told is at most so much too long. */
const GROWTH = 1.01;
const LOG_GROWTH = Math.log(GROWTH);
/** Shorter than this is counted as this long. */
const SHORTEST_SECONDS = 1e-6;

/** Latencies that can be sent to another process and added up there: bucket and count, and the longest in seconds. */
export interface LatencyCounts {
  readonly buckets: [bucket: number, count: number][];
  readonly longestSeconds: number;
}

/** No latency yet. */
export const noLatencies: LatencyCounts = { buckets: [], longestSeconds: 0 };

/**
 * Counts latencies in buckets that grow by a hundredth, for there may be millions of them: a list of all would take the memory
 * and the time that is being measured.
 */
export class Latencies {
  readonly #counts = new Map<number, number>();
  #longestSeconds = 0;

  add(seconds: number): void {
    const bucket = Math.ceil(Math.log(Math.max(seconds, SHORTEST_SECONDS) / SHORTEST_SECONDS) / LOG_GROWTH);
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + 1);
    if (seconds > this.#longestSeconds) this.#longestSeconds = seconds;
  }

  counts(): LatencyCounts {
    return { buckets: [...this.#counts], longestSeconds: this.#longestSeconds };
  }
}

/** What several processes, or rounds, have counted. */
export function addLatencies(all: readonly LatencyCounts[]): LatencyCounts {
  const sums = new Map<number, number>();
  for (const { buckets } of all)
    for (const [bucket, count] of buckets) sums.set(bucket, (sums.get(bucket) ?? 0) + count);
  return { buckets: [...sums], longestSeconds: Math.max(0, ...all.map((one) => one.longestSeconds)) };
}

/** By the nearest rank, at most a hundredth too long; the longest is exact. Null where there is none. */
export function latencyPercentiles({ buckets, longestSeconds }: LatencyCounts): Percentiles | null {
  const sorted = [...buckets].sort(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  const at = (share: number): number => {
    let below = 0;
    for (const [bucket, count] of sorted) {
      below += count;
      if (below >= Math.ceil(share * total))
        return Math.min(longestSeconds, SHORTEST_SECONDS * GROWTH ** bucket);
    }
    return longestSeconds;
  };
  return { count: total, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: longestSeconds };
}
