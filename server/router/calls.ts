import { setTimeout as delay } from "node:timers/promises";
import { pauseMs } from "@/lib/router/pause";
import { closed } from "./failures";
import type { Scout } from "./scout";

/** What all calls have in common. */
export interface Calls {
  readonly scout: Scout;
  readonly now: () => number;
  readonly random: () => number;
  readonly deadlineMs: number;
  readonly isClosed: () => boolean;
}

/** One call: how long it has, how often it was tried, and what came of the last try. */
export class Tries {
  attempts = 0;
  last = "It was not sent.";

  constructor(
    private readonly calls: Calls,
    readonly startMs: number,
    private readonly allowedMs: number = calls.deadlineMs,
  ) {}

  /** Milliseconds; 0 or less: none. @throws RouterError once the router is closed */
  leftMs(): number {
    if (this.calls.isClosed()) throw closed();
    return this.startMs + this.allowedMs - this.calls.now();
  }

  /** A moment before the next try. Nothing cuts it short, or many that fail together would try again together. */
  pause(): Promise<void> {
    const longestMs = pauseMs(Math.max(1, this.attempts), this.calls.random());
    return delay(Math.max(1, Math.min(longestMs, this.leftMs())));
  }

  /** Until something that is known changes. */
  change(): Promise<void> {
    return this.calls.scout.change(Math.max(1, this.leftMs()));
  }
}
