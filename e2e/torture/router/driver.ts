import { setTimeout as delay } from "node:timers/promises";
import { type Answer, type ReadOptions, RouterError, type Session } from "@/server/router/public";
import { elementOf, holdingOf } from "./elements";
import type { Driven, Flavour } from "./flavour";
import { type Mode, nowMs, type Read, type Write } from "./history";

/** A client of a list grows it by one element at most so often, and reads it in each way at most so often. Milliseconds. */
const WRITE_EVERY_MS = 60;
const READ_EVERY_MS = 90;
/** Every so many writes wait for a replica's acknowledgement. */
const WAIT_EVERY = 8;

/** The bounds that the clients ask for. */
export const BOUND_SECONDS = 0.8;
export const BOUND_BYTES = 4_000;

/**
 * One client of one router: a writer, and a reader for each way of reading, all going on at once, each asking for the next thing
 * when the last was answered.
 */
export class Client {
  private session: { readonly id: number; readonly of: Session };
  private stopped = false;
  private written = 0;
  /** Where it writes and reads now. */
  key = "";

  constructor(
    private readonly flavour: Flavour,
    private readonly orders: { readonly client: number; readonly waits: boolean },
    private readonly router: Driven,
    private readonly tell: (entry: Write | Read) => void,
  ) {
    this.session = { id: 1, of: router.session() };
  }

  /** Resolves when it was stopped and nothing is on its way. */
  async run(): Promise<void> {
    await Promise.all([
      this.often(WRITE_EVERY_MS, () => this.write()),
      ...this.flavour.modes.map((mode) => this.often(READ_EVERY_MS, () => this.read(mode))),
    ]);
    await this.router.close();
  }

  stop(): void {
    this.stopped = true;
  }

  private async often(everyMs: number, what: () => Promise<void>): Promise<void> {
    while (!this.stopped) {
      const next = nowMs() + everyMs;
      await what();
      await delay(Math.max(1, next - nowMs()));
    }
  }

  private async write(): Promise<void> {
    this.written += 1;
    const [n, key, session] = [this.written, this.key, this.session];
    const atMs = nowMs();
    const wait = this.orders.waits && n % WAIT_EVERY === 0 ? { wait: { replicas: 1, timeoutMs: 200 } } : {};
    const outcome = await this.router
      .write(["RPUSH", key, elementOf(this.orders.client, n)], { session: session.of, ...wait })
      .then(({ from }): Write["outcome"] => ({ is: "acknowledged", by: `${from.host}:${from.port}` }))
      .catch((error: unknown): Write["outcome"] => {
        const { code, said } = whyOf(error);
        return code === "write-unknown" ? { is: "unknown", code, said } : { is: "refused", code, said };
      });
    this.tell({ kind: "write", ...this.call(key, atMs, session.id), n, outcome });
  }

  private async read(mode: Mode): Promise<void> {
    const [key, session] = [this.key, this.session];
    const atMs = nowMs();
    const words = ["LRANGE", key, "0", "-1"];
    const bound = { "lag-seconds": BOUND_SECONDS, "lag-bytes": BOUND_BYTES }[String(mode)] ?? null;
    const outcome = await this.ask(mode, words, session.of)
      .then(({ reply, from, lag }): Read["outcome"] => ({
        is: "answered",
        by: `${from.host}:${from.port}`,
        role: from.role,
        holds: holdingOf(Array.isArray(reply) ? reply.map(String) : [`not a list: ${reply}`]),
        lagSeconds: lag?.seconds ?? null,
        lagBytes: lag?.bytes ?? null,
      }))
      .catch((error: unknown): Read["outcome"] => ({ is: "refused", ...whyOf(error) }));
    this.tell({ kind: "read", mode, bound, ...this.call(key, atMs, session.id), outcome });
    if (outcome.is === "refused" && outcome.code === "write-not-contained" && session === this.session)
      this.session = { id: session.id + 1, of: this.router.session() };
  }

  private async ask(mode: Mode, words: readonly string[], session: Session): Promise<Answer> {
    const { router } = this;
    const bounds: Partial<Record<Mode, ReadOptions>> = {
      "lag-seconds": { maxLagSeconds: BOUND_SECONDS },
      "lag-bytes": { maxLagBytes: BOUND_BYTES },
    };
    switch (mode) {
      case "latest":
        return router.readLatest(words);
      case "own":
        return router.readYourWrites(words, session);
      case "own-by-wait":
        return router.readYourWrites(words, session, { by: "wait", timeoutMs: 300 });
      case "bulk": {
        const [first] = await router.bulkRead([words, words, words]);
        if (first === undefined) throw new Error("bulkRead answered three commands with nothing");
        return first;
      }
      default:
        return router.read(words, bounds[mode]);
    }
  }

  private call(key: string, atMs: number, session: number) {
    return { flavour: this.flavour.name, client: this.orders.client, key, atMs, endMs: nowMs(), session };
  }
}

function whyOf(error: unknown): { code: string; said: string } {
  if (error instanceof RouterError) return { code: error.code, said: error.message };
  // No router's refusal: a defect, which the checkers find as such.
  return { code: "thrown", said: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
}
