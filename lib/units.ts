declare const offsetBrand: unique symbol;

/**
 * A byte position in a replication stream. It means nothing without the replid of the history it counts in:
 * two offsets are compared only after `lib/lag/lineage` said that their histories are one.
 */
export type Offset = number & { readonly [offsetBrand]: true };

/**
 * Marks a number as an offset.
 * @throws RangeError when it is no whole number from 0 to 2^53 - 1: a JSON number cannot carry more exactly.
 */
export function toOffset(value: number): Offset {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not an offset: ${value}`);
  return value as Offset;
}

/** When a command was sent and when its whole reply had come, on the poller's monotonic clock, in Unix milliseconds. */
export interface Interval {
  readonly sentMs: number;
  readonly receivedMs: number;
}

/** The middle of an interval: the best single guess of when the server made its reply. Unix milliseconds. */
export const midpointMs = (interval: Interval): number => (interval.sentMs + interval.receivedMs) / 2;

/** Half the interval's width: no moment inside it is farther than this from the midpoint. Milliseconds. */
export const halfWidthMs = (interval: Interval): number => (interval.receivedMs - interval.sentMs) / 2;

const LAST_DAY_MS = Date.UTC(9999, 11, 31);

/** ISO 8601, or null for what is no moment between 1970 and 9999. */
export const timestamp = (unixMs: number): string | null =>
  unixMs >= 0 && unixMs <= LAST_DAY_MS ? new Date(unixMs).toISOString() : null;
