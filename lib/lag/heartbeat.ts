import { type Interval, midpointMs } from "@/lib/units";

/** The heartbeat a replica showed when it was asked: the number of the one it had, and when it said so. */
export interface ShownHeartbeat {
  readonly at: Interval;
  readonly number: number;
}

/** How old what a reader of the replica sees was, in seconds. The true age is no farther from `lagSeconds` than the error. */
export interface ReaderLag {
  readonly lagSeconds: number;
  readonly lagSecondsError: number;
}

interface Write {
  readonly sentMs: number;
  /** When its OK had come. Null: it has not. The write may have been carried out all the same, or still be, at any later time. */
  acknowledgedMs: number | null;
}

/** With nothing acknowledged for longer than this many intervals the newest heartbeat says nothing of now. */
const STALE_INTERVALS = 3;
const STALE_AT_LEAST_MS = 3000;
/** A replica's clock decides when the key is gone there, so what it shows may be older than the time to live. */
const KEPT_LIVES = 2;

/**
 * The heartbeats written to one group's primary, by number: the first is 1. Each is written when the one before has been
 * answered or given up, so those that were acknowledged were carried out in the order of their numbers. All times are of
 * one monotonic clock, that of the writer; no clock of a server is read.
 */
export class HeartbeatLog {
  readonly #staleAfterMs: number;
  readonly #keepMs: number;
  readonly #writes: Write[] = [];
  /** How many of the oldest are no longer kept. */
  #dropped = 0;

  constructor({ intervalMs, ttlMs }: { readonly intervalMs: number; readonly ttlMs: number }) {
    this.#staleAfterMs = Math.max(STALE_AT_LEAST_MS, STALE_INTERVALS * intervalMs);
    this.#keepMs = KEPT_LIVES * ttlMs;
  }

  /** One is about to be sent. @returns its number */
  send(sentMs: number): number {
    this.#writes.push({ sentMs, acknowledgedMs: null });
    const fromMs = sentMs - this.#keepMs;
    while ((this.#writes[0]?.sentMs ?? fromMs) < fromMs) {
      this.#writes.shift();
      this.#dropped += 1;
    }
    return this.#dropped + this.#writes.length;
  }

  acknowledge(number: number, receivedMs: number): void {
    const write = this.#writes[number - this.#dropped - 1];
    if (write !== undefined) write.acknowledgedMs = receivedMs;
  }

  /**
   * How old what a reader of the replica saw was: the age, at the moment of the answer, of the oldest byte of the stream
   * that the replica lacked; 0 where it lacked none.
   *
   * Heartbeat k was written at some moment w_k in [s_k, r_k], sent and acknowledged. A replica that shows k at a moment t in
   * [S, R] has the stream up to k, and not the next one that was acknowledged, j. So the oldest byte it lacks was written in
   * [w_k, w_j], and its age is within [t − w_j, t − w_k], which is within [S − r_j, R − s_k]. Where no j is acknowledged yet it
   * is within [0, R − s_k]. The interval is as wide as heartbeats are apart, and the round trips more.
   *
   * `lagSeconds` is the age of j, the moment from which the primary told its readers something newer: 0 where the replica
   * shows the newest. It is the low end of the interval, but for the round trips, because a replica that is well is there.
   *
   * A number that was never acknowledged may have been carried out late, after j: then j says nothing.
   * @returns null: the number is not one of those that are kept, or it shows the newest and that is old, so that nobody knows
   */
  readerLag({ at, number }: ShownHeartbeat): ReaderLag | null {
    const shown = this.#writes[number - this.#dropped - 1];
    if (shown === undefined) return null;
    const next = shown.acknowledgedMs === null ? null : this.#acknowledgedAfter(number);
    const mostMs = Math.max(0, at.receivedMs - shown.sentMs);
    if (next === null && mostMs > this.#staleAfterMs) return null;
    const leastMs = next === null ? 0 : Math.max(0, at.sentMs - next.receivedMs);
    const ageMs = next === null ? 0 : midpointMs(at) - midpointMs(next);
    const pointMs = Math.min(mostMs, Math.max(leastMs, ageMs));
    return {
      lagSeconds: pointMs / 1000,
      lagSecondsError: Math.max(mostMs - pointMs, pointMs - leastMs) / 1000,
    };
  }

  /** When the first acknowledged one after `number` was on its way. */
  #acknowledgedAfter(number: number): Interval | null {
    for (let i = number - this.#dropped; i < this.#writes.length; i += 1) {
      const write = this.#writes[i];
      if (write !== undefined && write.acknowledgedMs !== null)
        return { sentMs: write.sentMs, receivedMs: write.acknowledgedMs };
    }
    return null;
  }
}
