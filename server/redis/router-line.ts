import { Redis, type RedisOptions } from "ioredis";
import { parseInfo } from "@/lib/info/parse";
import { err, ok, type Result } from "@/lib/result";
import { onDeadline } from "./deadline";
import { closedByPeer, closedByUs, type Failure, fromAuthError, fromSocketError, tooSlow } from "./failure";
import { errorLine } from "./reply";

/** Why there is no connection, and whether that is because nothing listens there. */
export interface LineEnd {
  readonly gone: boolean;
  readonly detail: string;
}

const ending = ({ detail }: Failure): LineEnd => ({ gone: false, detail });
/** What ioredis rejects with where it has not written a byte. */
const UNWRITTEN = "Stream isn't writeable";

/**
 * One connection of the read router, with the application's own ioredis options, used until its first failure and never again:
 * ioredis neither connects nor sends anything a second time. Which process is at its other end is known before anyone uses it.
 */
export class Line {
  /** How many commands were sent, and how many of them were answered; whoever sends keeps the second. */
  sent = 0;
  answered = 0;
  readonly ended: Promise<LineEnd>;
  private settleEnded: (end: LineEnd) => void = () => {};
  private end: LineEnd | null = null;
  private readonly redis: Redis;
  private process = "";
  /** How many were sent by when, as far as they may still be unanswered. */
  private readonly ticks: { readonly sent: number; readonly atMs: number }[] = [];

  /** Connects, logs in, chooses the database and asks who is there. @param deadlineMs for all of it together */
  static async open(
    address: { readonly host: string; readonly port: number },
    options: RedisOptions,
    deadlineMs: number,
  ): Promise<Result<Line, LineEnd>> {
    const line = new Line(address, options);
    const stop = onDeadline(deadlineMs, () => line.close(ending(tooSlow(deadlineMs))));
    const failure = await Promise.race([line.greet(options), line.ended]);
    stop();
    if (failure !== null) line.close(failure);
    return line.end === null ? ok(line) : err(line.end);
  }

  private constructor(address: { readonly host: string; readonly port: number }, options: RedisOptions) {
    this.ended = new Promise((resolve) => {
      this.settleEnded = resolve;
    });
    const { sentinels: _, path: __, ...kept } = options;
    this.redis = new Redis({
      ...kept,
      host: address.host,
      port: address.port,
      protocol: 2,
      replyMapping: "legacy",
      lazyConnect: true,
      enableReadyCheck: false,
      disableClientInfo: true,
      enableOfflineQueue: false,
      enableAutoPipelining: false,
      autoResendUnfulfilledCommands: false,
      autoResubscribe: false,
      maxRetriesPerRequest: 0,
      reconnectOnError: null,
      retryStrategy: () => null,
      connectTimeout: 0,
      // It ends connections politely, and would wait so long for a server that stands still.
      disconnectTimeout: 1,
    });
    this.redis.on("error", (error: Error) => this.close(whyEnded(error, options.tls !== undefined)));
    this.redis.once("end", () => this.close(ending(closedByPeer)));
  }

  /** `run_id` of the process at the other end. */
  get runId(): string {
    return this.process;
  }

  get isOpen(): boolean {
    return this.end === null && this.redis.status === "ready";
  }

  /** Sends one command. @throws what ioredis rejects with: `isReply` and `isUnsent` tell what that means */
  call(words: readonly string[]): Promise<unknown> {
    this.sent += 1;
    return this.redis.call(words[0] ?? "", words.slice(1));
  }

  /** Sends many in one write; a reply that is an error comes as one. */
  async callAll(commands: readonly (readonly string[])[]): Promise<unknown[]> {
    this.sent += 1;
    const pipeline = this.redis.pipeline();
    for (const [name = "", ...args] of commands) pipeline.call(name, ...args);
    const replies = await pipeline.exec();
    return (replies ?? []).map(([error, reply]) => error ?? reply);
  }

  /** Whether something that was sent `limitMs` ago or earlier has no answer. To be asked at regular intervals. */
  isLate(nowMs: number, limitMs: number): boolean {
    while (this.ticks[0] !== undefined && this.ticks[0].sent <= this.answered) this.ticks.shift();
    if (this.sent > this.answered && this.ticks.at(-1)?.sent !== this.sent)
      this.ticks.push({ sent: this.sent, atMs: nowMs });
    return this.ticks[0] !== undefined && nowMs - this.ticks[0].atMs >= limitMs;
  }

  close(why: LineEnd = ending(closedByUs)): void {
    if (this.end !== null) return;
    this.end = why;
    this.redis.disconnect();
    this.settleEnded(why);
  }

  /** Null: all is well. */
  private async greet(options: RedisOptions): Promise<LineEnd | null> {
    try {
      await this.redis.connect();
      // ioredis goes on in database 0 when it may not choose another one.
      if (options.db) await this.redis.call("SELECT", options.db);
      const fields = parseInfo(String(await this.redis.call("INFO", "server")));
      const runId = fields.ok ? fields.value.get("run_id") : undefined;
      if (runId === undefined) return { gone: false, detail: "INFO server gave no run_id." };
      this.process = runId;
      return null;
    } catch (error) {
      return isReply(error) ? { gone: false, detail: errorLine(error.message) } : this.ended;
    }
  }
}

/** Whether Redis itself replied this error. */
export const isReply = (error: unknown): error is ReplyError =>
  error instanceof Error && error.name === "ReplyError";

/** An error line of Redis' own. */
export interface ReplyError extends Error {
  readonly name: "ReplyError";
}

/** Whether nothing of the command left us; of every other failure nobody knows how far it came. */
export const isUnsent = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith(UNWRITTEN);

function whyEnded(error: Error, securing: boolean): LineEnd {
  if (isReply(error)) {
    const failure = fromAuthError(error.message);
    return failure === null ? { gone: false, detail: errorLine(error.message) } : ending(failure);
  }
  const gone = "code" in error && error.code === "ECONNREFUSED";
  return { gone, detail: fromSocketError(error, securing).detail };
}
