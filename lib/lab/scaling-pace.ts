/** What a late timer may make good: more would be a burst that a limit on the rate does not allow. */
const CATCH_UP_MS = 20;

/**
 * How many may begin, at so many per second: a bucket that fills steadily, so that lateness of one does not push back all that
 * follow. Over any stretch at most rate × seconds and one catching-up begin. Times are monotonic milliseconds.
 */
export class Pace {
  readonly #perMs: number;
  readonly #most: number;
  #allowed = 1;
  #atMs: number;

  /** @param perSecond null: as many as go */
  constructor(perSecond: number | null, nowMs: number) {
    this.#perMs = perSecond === null ? Number.POSITIVE_INFINITY : perSecond / 1000;
    this.#most = 1 + this.#perMs * CATCH_UP_MS;
    this.#atMs = nowMs;
  }

  /** Takes one, if one may begin now. */
  take(nowMs: number): boolean {
    if (this.#perMs === Number.POSITIVE_INFINITY) return true;
    this.#allowed = Math.min(this.#most, this.#allowed + (nowMs - this.#atMs) * this.#perMs);
    this.#atMs = nowMs;
    if (this.#allowed < 1) return false;
    this.#allowed -= 1;
    return true;
  }

  /** How long until the next may begin, after `take` answered no. Milliseconds. */
  get waitMs(): number {
    return (1 - this.#allowed) / this.#perMs;
  }
}

/** One limit for several processes: each has its share, and together they have all of it. */
export function shareOf(whole: number, part: number, parts: number): number {
  return Math.floor((whole * (part + 1)) / parts) - Math.floor((whole * part) / parts);
}
