const FIRST_MS = 250;
/** No instance is left alone for longer than this. */
export const MAX_BACKOFF_MS = 5_000;

/**
 * How long to wait before the next attempt after `failures` (1 or more) in a row: doubled each time, at most 5 s,
 * the upper half of it by chance (`random`: 0 to 1), so that many instances do not come back in step. Milliseconds.
 */
export function backoffMs(failures: number, random: number): number {
  const full = Math.min(FIRST_MS * 2 ** Math.min(failures - 1, 10), MAX_BACKOFF_MS);
  return full / 2 + (full / 2) * random;
}
