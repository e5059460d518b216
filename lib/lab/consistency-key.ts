/** What a read shows of its key. Milliseconds. */
export type Shown =
  | { readonly state: "fresh" }
  /** `staleMs`: how long the oldest write that is missing had been acknowledged when the read was sent. */
  | { readonly state: "stale"; readonly staleMs: number }
  /**
   * Older than what was acknowledged, and written by a write of which no acknowledgement came: it may have been carried out late,
   * over newer ones, and then nothing older could be shown.
   */
  | { readonly state: "in-doubt" };

/**
 * The writes of one key: a counter that rises from 1, one write after the other, so that acknowledgements come in the order of the
 * counter. Counter 0 stands for the key before the first.
 */
export class KeyWrites {
  /** By counter, when it was acknowledged, monotonic milliseconds; null: it was not. */
  private readonly acknowledged: (number | null)[] = [null];

  /** @param acknowledgedMs null: it was refused, or no reply came */
  add(counter: number, acknowledgedMs: number | null): void {
    while (this.acknowledged.length < counter) this.acknowledged.push(null);
    this.acknowledged[counter] = acknowledgedMs;
  }

  /** A read that was sent at `sentMs` and showed `counter`, against the writes that were acknowledged until then. */
  judge(counter: number, sentMs: number): Shown {
    if (counter >= this.newest(sentMs)) return { state: "fresh" };
    if (counter > 0 && this.acknowledged[counter] == null) return { state: "in-doubt" };
    return { state: "stale", staleMs: sentMs - this.firstAfter(counter, sentMs) };
  }

  private firstAfter(counter: number, latestMs: number): number {
    for (let n = counter + 1; n < this.acknowledged.length; n += 1) {
      const at = this.acknowledged[n];
      if (at != null) return at;
    }
    return latestMs;
  }

  private newest(sentMs: number): number {
    return this.acknowledged.findLastIndex((at) => at !== null && at <= sentMs);
  }
}
