import type { InstanceId, Member } from "@/lib/group/member";
import type { Reading, Role } from "@/lib/info/view";
import type { ShownHeartbeat } from "@/lib/lag/heartbeat";
import type { Credentials } from "@/server/ports";
import { Connection, type Exchange } from "@/server/redis/connection";
import { OnDemandClient } from "@/server/redis/on-demand-client";
import { type CopyOptions, openRdbCopy, type RdbCopy } from "@/server/redis/rdb-stream";
import { StandingClient } from "@/server/redis/standing-client";
import type { Login, Target } from "@/server/redis/target";
import { openWriteStream, type WriteOptions, type WriteStream } from "@/server/redis/write-stream";
import type { Clock } from "./config";
import { HeartbeatReader } from "./heartbeat-reader";
import { isLively, newMember, withHeartbeat, withReading, withSlow } from "./member-state";
import { OwnCopies } from "./own-copies";
import { SlowFactsReader } from "./slow-facts";
import { takeReading, unreachable } from "./take-reading";

export const SLOW_INTERVAL_MS = 10_000;

export interface InstanceOptions {
  readonly id: InstanceId;
  readonly target: Target;
  readonly poller: Login;
  readonly operator: Login;
  readonly backup: Login;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

export interface InstanceListener {
  /** The key that replicas are asked for with every reading; null: no heartbeat is written. */
  readonly heartbeatKey: string | null;
  /** Each reading as it comes, before the poll it belongs to has ended. */
  reading(id: InstanceId, reading: Reading): void;
  /** A connection was made: it answers again, and may be another process. */
  up(id: InstanceId): void;
  /** A poll ended in a fault of ours. */
  broke(id: InstanceId, error: unknown): void;
}

/** One instance: its connections, and what is known of it. */
export class InstancePoller {
  readonly id: InstanceId;
  listener: InstanceListener | null = null;
  private known: Member;
  private running: Promise<void> | null = null;
  private slowDueMs = 0;
  /** The role it had when its slow facts were read: with another they are read anew. */
  private slowRole: Role | null = null;
  private reader: { readonly connection: Connection; readonly facts: SlowFactsReader } | null = null;
  private heartbeat: HeartbeatReader | null = null;
  private readonly standing: StandingClient;
  private readonly acting: OnDemandClient;
  /** The operator's own where both are one user. */
  private readonly saving: OnDemandClient;
  private readonly copies = new OwnCopies();

  constructor(private readonly options: InstanceOptions) {
    this.id = options.id;
    this.known = newMember(options.id);
    this.standing = new StandingClient(options.target, options.poller, () => this.listener?.up(this.id));
    const { target, operator, backup } = options;
    this.acting = new OnDemandClient(target, operator);
    this.saving = backup === operator ? this.acting : new OnDemandClient(target, backup);
  }

  get member(): Member {
    return this.known;
  }

  get target(): Target {
    return this.options.target;
  }

  dialled(as: Credentials): { readonly target: Target; readonly login: Login } {
    return { target: this.options.target, login: this.options[as] };
  }

  get busy(): boolean {
    return this.running !== null;
  }

  /** Where there is no connection, one is tried for now. */
  hurry(): void {
    this.standing.hurry();
  }

  /** Starts a poll unless one still runs: an instance that is slow to answer skips, and never has two at once. */
  poll(): Promise<void> {
    return this.running ?? this.start(() => this.run(false));
  }

  /** Reads its replication alone, under the same rule. */
  look(): Promise<void> {
    return this.running ?? this.start(async () => void (await this.readReplication()));
  }

  /** A poll that begins after this call. @param slow with the slow facts, due or not */
  async pollAnew(slow: boolean): Promise<void> {
    while (this.running !== null) await this.running;
    return this.start(() => this.run(slow));
  }

  /** Sends one command, once. */
  async send(
    words: readonly string[],
    { as, deadlineMs, permit }: { as: Credentials; deadlineMs: number; permit?: (() => boolean) | undefined },
  ): Promise<Exchange> {
    if (as !== "poller")
      return (as === "operator" ? this.acting : this.saving).send(words, deadlineMs, permit);
    const connection = await this.standing.connection(Math.min(deadlineMs, this.options.timeoutMs));
    return connection instanceof Connection
      ? connection.send(words, deadlineMs, permit)
      : { state: "unsent", failure: connection };
  }

  /** A connection of its own, as the backups' user, that brings the data set. @throws CopyFault */
  openRdb(options: CopyOptions): Promise<RdbCopy> {
    const open = (more: CopyOptions): Promise<RdbCopy> =>
      openRdbCopy(this.options.target, this.options.backup, more);
    return this.copies.count(open, options, () => {
      this.known = { ...this.known, copiesFrom: this.copies.from, copiesAsked: this.copies.asked };
    });
  }

  /** A connection of its own, as operator, for many commands that write. @throws CopyFault */
  openWriter(options: WriteOptions): Promise<WriteStream> {
    return openWriteStream(this.options.target, this.options.operator, options);
  }

  close(): void {
    this.listener = null;
    this.standing.close();
    this.acting.close();
    this.saving.close();
  }

  private start(what: () => Promise<void>): Promise<void> {
    this.running = what()
      .catch((error: unknown) => this.listener?.broke(this.id, error))
      .finally(() => {
        this.running = null;
      });
    return this.running;
  }

  private async run(slow: boolean): Promise<void> {
    const connection = await this.readReplication();
    if (connection !== null) await this.readSlow(connection, slow);
  }

  /** Takes in a reading of INFO replication. The connection it came over; null where it ended with it, or there is none. */
  private async readReplication(): Promise<Connection | null> {
    const { clock, timeoutMs } = this.options;
    const askedMs = clock.nowMs();
    const connection = await this.standing.connection(timeoutMs);
    if (!(connection instanceof Connection)) {
      this.take(unreachable(connection, { sentMs: askedMs, receivedMs: clock.nowMs() }));
      return null;
    }
    const sentMs = clock.nowMs();
    const info = connection.send(["INFO", "replication"], timeoutMs);
    const shown = this.askHeartbeat(connection);
    const exchange = await info;
    const reading = takeReading(exchange, { sentMs, receivedMs: clock.nowMs() });
    this.take(reading);
    if (reading.state === "unreachable") {
      // It answers, but refuses us: log in anew with the next connection.
      connection.close({ reason: reading.reason, detail: reading.detail });
      return null;
    }
    this.standing.proven();
    const heartbeat = shown === null ? null : await shown;
    this.known = withHeartbeat(this.known, heartbeat);
    return connection;
  }

  /** Asks for the heartbeat right behind INFO, without waiting; null where there is none to ask for. */
  private askHeartbeat(connection: Connection): Promise<ShownHeartbeat | null> | null {
    const key = this.listener?.heartbeatKey ?? null;
    if (key === null || this.known.lastReached?.view.role !== "replica") return null;
    this.heartbeat ??= new HeartbeatReader(this.options.timeoutMs, this.options.clock);
    return this.heartbeat.read(connection, key);
  }

  private async readSlow(connection: Connection, now: boolean): Promise<void> {
    const { clock, timeoutMs } = this.options;
    const isNew = this.reader?.connection !== connection;
    const facts =
      this.reader === null || isNew ? new SlowFactsReader(connection, timeoutMs, clock) : this.reader.facts;
    this.reader = { connection, facts };
    const role = this.known.lastReached?.view.role ?? null;
    if (now || isNew || role !== this.slowRole || clock.nowMs() >= this.slowDueMs) {
      const read = await facts.read();
      this.known = withSlow(this.known, read);
      this.slowDueMs = clock.nowMs() + SLOW_INTERVAL_MS;
      this.slowRole = role;
      return;
    }
    const slow = this.known.slow;
    if (slow === null || !isLively(this.known)) return;
    const persistence = await facts.readPersistence();
    if (persistence === null) return;
    this.known = withSlow(this.known, { ...slow, persistence });
    // It has its keys now: what was read while it loaded them is too old.
    if (slow.persistence?.loading === true && !persistence.loading) this.slowDueMs = 0;
  }

  private take(reading: Reading): void {
    this.known = withReading(this.known, reading);
    this.listener?.reading(this.id, reading);
  }
}
