const HOUR_MS = 3_600_000;
/** Nothing is sent for longer than this. */
const HORIZON_MS = 30 * 24 * HOUR_MS;

/**
 * How many keys may have expired by a later moment: those of the next hour by the second, of the next thirty days by the hour,
 * so that memory depends on neither the file nor its times.
 */
export class Expiring {
  readonly #counts = new Map<number, number>();

  /** @param nowMs the moment it begins at, Unix milliseconds */
  constructor(private readonly nowMs: number) {}

  add(expiresAtMs: number): void {
    const ahead = expiresAtMs - this.nowMs;
    if (ahead <= 0 || ahead > HORIZON_MS) return;
    const step = ahead < HOUR_MS ? 1000 : HOUR_MS;
    const begins = Math.floor(ahead / step) * step;
    this.#counts.set(begins, (this.#counts.get(begins) ?? 0) + 1);
  }

  /** So many at most have expired by `ms`. */
  by(ms: number): number {
    let sum = 0;
    for (const [begins, count] of this.#counts) if (this.nowMs + begins <= ms) sum += count;
    return sum;
  }
}
