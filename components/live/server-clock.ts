/** How far Tidemark's clock is ahead of this machine's, milliseconds, as the newest beat had it. */
let aheadMs = 0;

/** Hears the time of a beat, Unix milliseconds by Tidemark's clock. */
export function hearServerClock(atMs: number, nowMs: number): void {
  aheadMs = atMs - nowMs;
}

/** The time by Tidemark's clock, Unix milliseconds: what it says of moments is counted from by its own clock. */
export const serverNowMs = (): number => Date.now() + aheadMs;
