import { BulkReads } from "./bulk";
import { type Calls, Tries } from "./calls";
import { closed, nowhere } from "./failures";
import { LatestReads } from "./latest";
import { OwnWriteReads } from "./own-writes";
import type {
  Answer,
  MemberState,
  OwnReadOptions,
  ReadOptions,
  ReadRouter,
  RouterOptions,
  Session,
  WriteOptions,
} from "./public";
import { attemptMs, Reads } from "./reads";
import { Scout } from "./scout";
import { WriteSession } from "./session";
import { Writes } from "./writes";

const POLL_MS = 500;
const DEADLINE_MS = 2_000;
/** A look takes as long as a poll, within these. */
const SHORTEST_LOOK_MS = 250;
const LONGEST_LOOK_MS = 1_000;
/** How exactly it is told that a reply does not come, as a share of the time it has. */
const SWEEPS = 8;

/** The router, on connections of its own. */
export class Router implements ReadRouter {
  private readonly scout: Scout;
  private readonly calls: Calls;
  private readonly reads: Reads;
  private readonly writes: Writes;
  private readonly latest: LatestReads;
  private readonly own: OwnWriteReads;
  private readonly bulk: BulkReads;
  private readonly sweeper: NodeJS.Timeout;
  private ended = false;

  constructor(options: RouterOptions) {
    const { pollMs = POLL_MS, deadlineMs = DEADLINE_MS } = options;
    const { now = () => performance.now(), random = Math.random } = options;
    if (options.seeds.length === 0)
      throw new TypeError("seeds is empty: name a member of the group at least.");
    for (const [name, value] of [
      ["pollMs", pollMs],
      ["deadlineMs", deadlineMs],
    ] as const)
      if (!(value > 0 && Number.isFinite(value)))
        throw new TypeError(`${name} is ${value}: it takes milliseconds, more than 0.`);
    const lookMs = Math.min(LONGEST_LOOK_MS, Math.max(SHORTEST_LOOK_MS, pollMs));
    this.scout = new Scout(
      {
        seeds: options.seeds,
        map: options.map ?? ((address) => address),
        onEvent: options.onEvent ?? (() => {}),
        pollMs,
      },
      { redis: options.redis ?? {}, now, lookMs },
    );
    this.calls = { scout: this.scout, now, random, deadlineMs, isClosed: () => this.ended };
    this.reads = new Reads(this.calls);
    this.writes = new Writes(this.calls);
    this.latest = new LatestReads(this.calls, this.reads);
    this.own = new OwnWriteReads(this.calls, this.reads);
    this.bulk = new BulkReads(this.calls, this.reads);
    this.sweeper = setInterval(() => this.sweep(), Math.max(10, attemptMs(deadlineMs) / SWEEPS));
  }

  async ready(): Promise<void> {
    const tries = new Tries(this.calls, this.calls.now());
    while (!this.scout.knowsAll || this.scout.writer === null) {
      if (tries.leftMs() <= 0) throw nowhere(this.scout);
      await tries.change();
    }
  }

  write(words: readonly string[], options?: WriteOptions): Promise<Answer> {
    return this.ended ? Promise.reject(closed()) : this.writes.write(words, options);
  }

  read(words: readonly string[], options?: ReadOptions): Promise<Answer> {
    return this.ended ? Promise.reject(closed()) : this.reads.read(words, options);
  }

  bulkRead(commands: readonly (readonly string[])[], options?: ReadOptions): Promise<Answer[]> {
    return this.bulk.read(commands, options);
  }

  readLatest(words: readonly string[]): Promise<Answer> {
    return this.latest.read(words);
  }

  readYourWrites(words: readonly string[], session: Session, options?: OwnReadOptions): Promise<Answer> {
    return this.own.read(words, session, options);
  }

  session(token?: string): Session {
    return new WriteSession(this.scout.histories, token);
  }

  members(): readonly MemberState[] {
    return this.scout.states();
  }

  async close(): Promise<void> {
    this.ended = true;
    clearInterval(this.sweeper);
    this.writes.close();
    this.scout.close();
  }

  /** Ends connections that do not answer: what waits there is asked elsewhere, or told to be unknown. */
  private sweep(): void {
    const { deadlineMs, now } = this.calls;
    this.scout.roundMs = now();
    for (const member of this.scout.members.values()) {
      const { line } = member;
      const limitMs = this.scout.writer?.member === member ? deadlineMs : attemptMs(deadlineMs);
      if (line === null || !line.isLate(now(), limitMs)) continue;
      // After this process stood still, what has come meanwhile is read first.
      setImmediate(() => {
        if (line.isLate(now(), limitMs))
          line.close({ gone: false, detail: `It did not answer within ${Math.round(limitMs)} ms.` });
      });
    }
  }
}
