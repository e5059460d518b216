import { Redis } from "ioredis";
import {
  type Answer,
  type OwnReadOptions,
  type ReadOptions,
  type RouterAddress,
  RouterError,
  type RouterOptions,
  type Session,
  type WriteOptions,
} from "@/server/router/public";
import type { Driven } from "../flavour";
import { answerText, type Look, lookAt, toWords } from "./look";

/** Which of its beliefs about writes and roles are wrong; those about reads it has from birth. */
export interface Defects {
  /** Default: the claim with the greatest offset. */
  readonly primary?: "first-that-says-so" | "of-the-first-look";
  /** Default: the write is unknown. */
  readonly lostReply?: "send-again";
}

const REPLY_MS = 700;

/**
 * A router as one writes it in an afternoon: it polls INFO and believes what it says. For the suite only: each of its ways is
 * plausible, and wrong in one of the situations that the suite makes.
 */
export class Naive implements Driven {
  private readonly members: readonly Redis[];
  private looks: readonly (Look | null)[] = [];
  private readonly timer: NodeJS.Timeout;
  private readonly firstLook: Promise<void>;
  private turn = 0;
  private readonly offsets = new Map<Session, number>();
  private firstPrimary: number | null = null;

  constructor(
    private readonly options: RouterOptions,
    private readonly defects: Defects,
  ) {
    this.members = options.seeds.map(({ host, port }) => {
      const { username = "", password = "" } = options.redis ?? {};
      const redis = new Redis({
        username,
        password,
        host,
        port,
        commandTimeout: REPLY_MS,
        autoResendUnfulfilledCommands: false,
        maxRetriesPerRequest: 0,
        retryStrategy: () => 100,
      });
      return redis.on("error", () => {});
    });
    this.firstLook = this.look();
    this.timer = setInterval(() => void this.look(), options.pollMs ?? 500);
  }

  async ready(): Promise<void> {
    await this.firstLook;
  }

  async write(words: readonly string[], { session }: WriteOptions = {}): Promise<Answer> {
    for (let attempts = 1; ; attempts += 1) {
      const at = this.primary();
      try {
        const pipeline = this.member(at)
          .pipeline()
          .call(...toWords(words))
          .info("replication");
        const [pushed, info] = (await pipeline.exec()) ?? [];
        if (pushed?.[0]) throw pushed[0];
        const offset = /master_repl_offset:(\d+)/.exec(String(info?.[1]))?.[1];
        if (session !== undefined && offset !== undefined) this.offsets.set(session, Number(offset));
        return this.answer(at, "primary", null, attempts);
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        if (/^(READONLY|LOADING|MASTERDOWN|NOREPLICAS)/.test(said)) {
          await this.look();
          throw new RouterError("refused", said);
        }
        if (this.defects.lostReply !== "send-again" || attempts > 2)
          throw new RouterError("write-unknown", said);
      }
    }
  }

  async read(words: readonly string[], options: ReadOptions = {}): Promise<Answer> {
    const { maxLagSeconds, maxLagBytes } = options;
    const fit = this.replicas().filter((at) => {
      if (maxLagSeconds !== undefined) return (this.ackAgeSeconds(at) ?? Infinity) <= maxLagSeconds;
      return maxLagBytes === undefined || this.looks[at]?.linkUp === true;
    });
    this.turn += 1;
    return this.ask(fit[this.turn % fit.length] ?? this.primary(), words);
  }

  async bulkRead(commands: readonly (readonly string[])[]): Promise<Answer[]> {
    return Promise.all(commands.map((words) => this.read(words)));
  }

  readLatest(words: readonly string[]): Promise<Answer> {
    return this.ask(this.primary(), words);
  }

  async readYourWrites(words: readonly string[], session: Session, _: OwnReadOptions = {}): Promise<Answer> {
    const wanted = this.offsets.get(session) ?? 0;
    for (const at of [...this.replicas(), this.primary()]) {
      const replies = await this.member(at)
        .multi()
        .info("replication")
        .call(...toWords(words))
        .exec()
        .catch(() => null);
      const [info, reply] = replies ?? [];
      const offset = Number(/master_repl_offset:(\d+)/.exec(String(info?.[1]))?.[1]);
      if (offset >= wanted) return this.answer(at, this.looks[at]?.role ?? "replica", reply?.[1], 1);
    }
    throw new RouterError("write-not-contained", `nobody is at ${wanted} yet`);
  }

  session(): Session {
    return { token: "" };
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    for (const member of this.members) member.disconnect();
  }

  private async look(): Promise<void> {
    this.looks = await Promise.all(this.members.map(lookAt));
    this.firstPrimary ??= this.claims()[0] ?? null;
  }

  private claims(): number[] {
    return this.looks.flatMap((look, at) => (look?.role === "primary" ? [at] : []));
  }

  private primary(): number {
    const claims = this.claims();
    const offset = (at: number): number => this.looks[at]?.offset ?? -1;
    const furthest = claims.toSorted((a, b) => offset(b) - offset(a))[0];
    const chosen = {
      "first-that-says-so": claims[0],
      "of-the-first-look": this.firstPrimary ?? undefined,
      furthest,
    }[this.defects.primary ?? "furthest"];
    if (chosen === undefined) throw new RouterError("no-primary", "nobody says that it is the primary");
    return chosen;
  }

  private replicas(): number[] {
    return this.looks.flatMap((look, at) => (look?.role === "replica" ? [at] : []));
  }

  private ackAgeSeconds(at: number): number | null {
    const { port } = this.place(at);
    for (const look of this.looks) {
      const age = look?.ackAges.get(port);
      if (age !== undefined) return age;
    }
    return null;
  }

  private async ask(at: number, words: readonly string[]): Promise<Answer> {
    try {
      return this.answer(
        at,
        this.looks[at]?.role ?? "replica",
        await this.member(at).call(...toWords(words)),
        1,
      );
    } catch (error) {
      throw new RouterError("refused", error instanceof Error ? error.message : String(error));
    }
  }

  private answer(at: number, role: "primary" | "replica", reply: unknown, attempts: number): Answer {
    return {
      reply: answerText(reply),
      from: { ...this.place(at), role },
      lag: null,
      acknowledgedBy: null,
      attempts,
    };
  }

  private member(at: number): Redis {
    const one = this.members[at];
    if (one === undefined) throw new RouterError("no-primary", `there is no member ${at}`);
    return one;
  }

  private place(at: number): RouterAddress {
    const one = this.options.seeds[at];
    if (one === undefined) throw new RouterError("no-primary", `there is no member ${at}`);
    return one;
  }
}
