const FIRST_MS = 10;
const LONGEST_MS = 250;

/**
 * How long to wait before the next try, after `tries` (1 or more): anything from 0 to a bound that doubles each time, at most
 * 250 ms ("full jitter": callers that failed together do not come back together). `random`: 0 to 1. Milliseconds.
 */
export const pauseMs = (tries: number, random: number): number =>
  Math.min(FIRST_MS * 2 ** Math.min(tries - 1, 10), LONGEST_MS) * random;
