import type { Socket } from "node:net";
import { Redis } from "ioredis";
import { err, ok, type Result } from "@/lib/result";
import type { Reply } from "@/server/ports";
import { connectorFor, openSocket } from "./connector";
import { onDeadline } from "./deadline";
import {
  closedByPeer,
  closedByUs,
  type Failure,
  fromAuthError,
  fromGreeting,
  fromSocketError,
  noHandshake,
  notPermitted,
  tooSlow,
} from "./failure";
import { errorLine, toReply } from "./reply";
import { RespGuard } from "./resp-guard";
import type { Login, Target } from "./target";

/** What became of one command on one connection; `CommandOutcome` of the ports, with the reason for those who show it. */
export type Exchange =
  | { readonly state: "replied"; readonly reply: Reply }
  | { readonly state: "refused"; readonly message: string }
  | { readonly state: "unsent"; readonly failure: Failure }
  | { readonly state: "unknown"; readonly failure: Failure };

/** The longest a timer takes: another deadline counts. */
const NEVER_MS = 2 ** 31 - 1;
/** What Redis shows of us in CLIENT LIST. */
const CLIENT_NAME = "tidemark";

/**
 * One connection, used until its first failure and never again. Nothing is ever sent twice: a command whose reply
 * does not come in time ends as unknown and takes the connection with it, so that a late reply meets nobody.
 */
export class Connection {
  /** Settles with the failure that ended it. */
  readonly ended: Promise<Failure>;
  private settleEnded: (failure: Failure) => void = () => {};
  private failure: Failure | null = null;
  private readonly guard = new RespGuard();
  private readonly socket: Socket;
  private readonly redis: Redis;
  private readonly waiting = new Set<(exchange: Exchange) => void>();
  private secured: boolean;
  /** Null until the greeting is over: what it is refused with is never shown, but read. */
  private password: string | null = null;

  /**
   * Connects, logs in and names itself.
   * @param deadlineMs for all of it together.
   */
  static async open(target: Target, login: Login, deadlineMs: number): Promise<Result<Connection, Failure>> {
    const connection = new Connection(target);
    const stop = onDeadline(deadlineMs, () => connection.end(connection.late(deadlineMs)));
    const failure = await connection.greet(login);
    stop();
    if (failure !== null) connection.end(failure);
    connection.password = login.password;
    return connection.failure === null ? ok(connection) : err(connection.failure);
  }

  private constructor(target: Target) {
    this.secured = target.tls === null;
    this.ended = new Promise((resolve) => {
      this.settleEnded = resolve;
    });
    this.socket = openSocket(target, (chunk) => this.inspect(chunk));
    this.socket.once("secureConnect", () => {
      this.secured = true;
    });
    this.socket.on("error", (error) => this.end(fromSocketError(error, !this.secured)));
    this.socket.once("close", () => this.end(closedByPeer));
    this.redis = new Redis({
      Connector: connectorFor(this.socket),
      ...(target.tls === null ? {} : { tls: {} }),
      protocol: 2,
      lazyConnect: true,
      enableReadyCheck: false,
      disableClientInfo: true,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      autoResubscribe: false,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
      connectTimeout: 0,
      keepAlive: 0,
    });
    // The socket tells what went wrong; without a listener ioredis would print it.
    this.redis.on("error", () => {});
  }

  /**
   * Sends one command. Its reply counts until `deadlineMs`; after that the connection ends and the outcome is unknown.
   * @param permit asked right before the bytes go out; false: they do not.
   */
  send(words: readonly string[], deadlineMs: number, permit?: () => boolean): Promise<Exchange> {
    const [name, ...args] = words;
    if (permit?.() === false) return Promise.resolve({ state: "unsent", failure: notPermitted });
    if (this.failure !== null) return Promise.resolve({ state: "unsent", failure: this.failure });
    if (name === undefined || this.redis.status !== "ready" || !this.socket.writable)
      return Promise.resolve({ state: "unsent", failure: closedByPeer });
    return new Promise((resolve) => {
      const settle = (exchange: Exchange): void => {
        stop();
        this.waiting.delete(settle);
        resolve(exchange);
      };
      const stop = onDeadline(deadlineMs, () => this.end(tooSlow(deadlineMs)));
      this.waiting.add(settle);
      this.guard.expectReply();
      this.redis.call(name, ...args).then(
        (reply) => settle({ state: "replied", reply: toReply(reply, this.password) }),
        (error: unknown) => {
          if (error instanceof Error && error.name === "ReplyError")
            settle({ state: "refused", message: errorLine(error.message, this.password) });
          else this.end(closedByPeer);
        },
      );
    });
  }

  /**
   * Subscribes to a channel: `hear` gets each message, and past `limit` of them the connection ends. It is good for nothing
   * else afterwards, unless this is refused.
   */
  subscribe(
    channel: string,
    { hear, limit }: { hear: (message: string) => void; limit: number },
    deadlineMs: number,
  ): Promise<Exchange> {
    for (let i = 0; i < limit; i += 1) this.guard.expectReply();
    this.redis.on("message", (_, message) => hear(message));
    return this.send(["subscribe", channel], deadlineMs);
  }

  /** @param why what its user learns from `ended` */
  close(why: Failure = closedByUs): void {
    this.end(why);
  }

  private async greet(login: Login): Promise<Failure | null> {
    const connected = await Promise.race([
      this.redis.connect().then(
        () => null,
        () => this.ended,
      ),
      this.ended,
    ]);
    if (connected !== null) return connected;
    const auth = login.password === null ? null : this.send(authWords(login, login.password), NEVER_MS);
    const named = this.send(["CLIENT", "SETNAME", CLIENT_NAME], NEVER_MS);
    const [first, second] = [await auth, await named];
    if (first?.state === "refused") {
      const failure = fromAuthError(first.message);
      if (failure !== null) return failure;
    }
    return second.state === "refused" ? fromGreeting(second.message) : null;
  }

  /** A plain server takes a TLS greeting for the start of a command and waits for the rest. */
  private late(deadlineMs: number): Failure {
    return this.secured || this.socket.connecting ? tooSlow(deadlineMs) : noHandshake;
  }

  private inspect(chunk: Buffer): boolean {
    const failure = this.guard.feed(chunk);
    if (failure !== null) this.end(failure);
    return failure === null;
  }

  private end(failure: Failure): void {
    if (this.failure !== null) return;
    this.failure = failure;
    this.socket.destroy();
    this.redis.disconnect();
    for (const settle of [...this.waiting]) settle({ state: "unknown", failure });
    this.settleEnded(failure);
  }
}

const authWords = (login: Login, password: string): string[] =>
  login.username === null ? ["AUTH", password] : ["AUTH", login.username, password];
