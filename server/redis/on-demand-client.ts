import { Connection, type Exchange } from "./connection";
import type { Login, Target } from "./target";

const IDLE_MS = 60_000;

/** A connection that is opened for a command and closed after a minute without one: the operator's rights do not stand open. */
export class OnDemandClient {
  private opening: ReturnType<typeof Connection.open> | null = null;
  private idle: NodeJS.Timeout | null = null;

  constructor(
    private readonly target: Target,
    private readonly login: Login,
  ) {}

  /** Sends one command, once. `deadlineMs` counts for connecting, and again for the reply. */
  async send(words: readonly string[], deadlineMs: number, permit?: () => boolean): Promise<Exchange> {
    if (this.idle !== null) clearTimeout(this.idle);
    this.opening ??= this.open(deadlineMs);
    const opened = await this.opening;
    if (!opened.ok) return { state: "unsent", failure: opened.error };
    const exchange = await opened.value.send(words, deadlineMs, permit);
    if (this.idle !== null) clearTimeout(this.idle);
    this.idle = setTimeout(() => opened.value.close(), IDLE_MS);
    this.idle.unref();
    return exchange;
  }

  close(): void {
    if (this.idle !== null) clearTimeout(this.idle);
    void this.opening?.then((opened) => opened.ok && opened.value.close());
  }

  private open(deadlineMs: number): ReturnType<typeof Connection.open> {
    const opening = Connection.open(this.target, this.login, deadlineMs);
    const forget = (): void => {
      if (this.opening === opening) this.opening = null;
    };
    void opening.then((opened) => {
      if (!opened.ok) forget();
      else void opened.value.ended.then(forget);
    });
    return opening;
  }
}
