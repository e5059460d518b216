import { backoffMs, MAX_BACKOFF_MS } from "./backoff";
import { Connection } from "./connection";
import { closedByUs, type Failure, tooSlow } from "./failure";
import type { Login, Target } from "./target";

/**
 * Keeps one connection to an instance standing: connects at once, and again with growing pauses whenever it ends.
 * An attempt may last as long as the longest pause, whatever a poll's timeout is: a stopped server accepts connections
 * and answers the moment it runs again, so it is then there without waiting for the next attempt.
 */
export class StandingClient {
  private current: Connection | null = null;
  private failure: Failure | null = null;
  private failures = 0;
  private timer: NodeJS.Timeout | null = null;
  private attempt: Promise<void> | null = null;
  private closed = false;
  /** Counts connections, so that a reader can tell a new one. */
  private generation = 0;

  /**
   * @param onUp is called after each connection that was made, with how many there have been.
   */
  constructor(
    private readonly target: Target,
    private readonly login: Login,
    private readonly onUp: (generation: number) => void = () => {},
  ) {
    this.connect();
  }

  get connections(): number {
    return this.generation;
  }

  /** The connection, or why there is none; waits up to `deadlineMs` for an attempt under way. */
  async connection(deadlineMs: number): Promise<Connection | Failure> {
    if (this.current !== null) return this.current;
    if (this.attempt !== null) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<"late">((resolve) => {
        timer = setTimeout(resolve, deadlineMs, "late");
      });
      const first = await Promise.race([this.attempt, late]);
      clearTimeout(timer);
      if (first === "late") return this.failure?.reason === "timeout" ? this.failure : tooSlow(deadlineMs);
    }
    return this.current ?? this.failure ?? closedByUs;
  }

  /** A reply came that could be used: the next failure counts as the first. */
  proven(): void {
    this.failures = 0;
  }

  /** Ends a pause between two attempts: the next one begins now. */
  hurry(): void {
    if (this.timer === null || this.closed) return;
    clearTimeout(this.timer);
    this.connect();
  }

  close(): void {
    this.closed = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.current?.close();
  }

  private connect(): void {
    this.timer = null;
    this.attempt = this.tryOnce().finally(() => {
      this.attempt = null;
    });
  }

  private async tryOnce(): Promise<void> {
    const opened = await Connection.open(this.target, this.login, MAX_BACKOFF_MS);
    if (this.closed) {
      if (opened.ok) opened.value.close();
      return;
    }
    if (!opened.ok) {
      // An attempt that timed out has waited the longest pause already.
      if (opened.error.reason === "timeout") this.failures = 0;
      return this.retryAfter(opened.error);
    }
    this.current = opened.value;
    this.failure = null;
    this.generation += 1;
    void opened.value.ended.then((failure) => {
      this.current = null;
      this.retryAfter(failure);
    });
    this.onUp(this.generation);
  }

  private retryAfter(failure: Failure): void {
    this.failure = failure;
    if (this.closed) return;
    this.failures += 1;
    this.timer = setTimeout(() => this.connect(), backoffMs(this.failures, Math.random()));
  }
}
