import { randomUUID } from "node:crypto";
import type { AuditDraft, Run } from "@/lib/contract";
import { LeaseLost } from "@/server/errors";
import type { Lease, PeerRun, Store } from "@/server/ports";
import { appendAudit } from "./audit-chain";
import type { StoreHealth } from "./failure";
import { HolderLock, isGone, removeLock } from "./holder-lock";
import type { Database } from "./schema";
import { type Db, inWriteTransaction } from "./sqlite";

export interface LeaseTimes {
  /** How long a process that does not renew its lease keeps the group. */
  readonly lengthMs: number;
  readonly renewEveryMs: number;
}

export const leaseTimes: LeaseTimes = { lengthMs: 10_000, renewEveryMs: 2_000 };

/**
 * Milliseconds since this machine started: one clock for all its processes, which nobody sets (CLOCK_MONOTONIC on Linux).
 * It stands still while the machine sleeps, for all of them alike.
 */
export const bootMs = (): number => Number(process.hrtime.bigint() / 1_000_000n);

/** No group's id has this form. */
const DRILL_PLACE = "#drill";

/** What a run holds: its group, or, since a drill sends nothing that changes a group, the one place there is for drills. */
const placeOf = ({ action, group }: Pick<Run, "action" | "group">): string =>
  action === "drill" ? DRILL_PLACE : group;

interface Held extends Lease {
  extend(untilMs: number): void;
}

/**
 * Which process acts on which group. A group is taken, renewed and given back in write transactions of the store, so that of
 * two processes one comes first; every write of a run names the token it was taken with.
 */
export class Leases {
  private readonly holder = randomUUID();
  private readonly lock: HolderLock;
  private readonly held = new Map<string, Held>();

  constructor(
    private readonly options: {
      readonly dataDir: string;
      readonly times: LeaseTimes;
      readonly nowMs: () => number;
      readonly monotonicMs: () => number;
    },
  ) {
    this.lock = new HolderLock(options.dataDir, this.holder);
  }

  /** Takes the place of a run, whoever had it: inside a write transaction that has found it free. */
  async take(tx: Db, { id: run, ...of }: Pick<Run, "id" | "action" | "group">): Promise<Held> {
    this.lock.hold();
    const group = placeOf(of);
    const { lengthMs } = this.options.times;
    const before = await rowOf(tx, group);
    const untilMs = this.options.monotonicMs() + lengthMs;
    const token = (before?.token ?? 0) + 1;
    const row = {
      run_id: run,
      holder: this.holder,
      token,
      until_ms: untilMs,
      length_ms: lengthMs,
      cancels: 0,
    };
    await tx
      .insertInto("leases")
      .values({ group_id: group, ...row })
      .onConflict((conflict) => conflict.column("group_id").doUpdateSet(row))
      .execute();
    return this.lease({ group, run, token, untilMs });
  }

  /** Whether this process took the lease; those that it gave back are none any more. */
  keep(lease: Held): void {
    this.held.set(lease.group, lease);
  }

  /**
   * Renews the lease inside a write transaction, or gives it back.
   * @returns what is to be done once the transaction stands: it answers whether the run is to be stopped.
   * @throws LeaseLost
   */
  async renew(tx: Db, lease: Lease, ends: boolean): Promise<() => boolean> {
    const untilMs = ends ? 0 : this.options.monotonicMs() + this.options.times.lengthMs;
    const row = await tx
      .updateTable("leases")
      .set({ until_ms: untilMs })
      .where("group_id", "=", lease.group)
      .where("token", "=", lease.token)
      .where("holder", "=", this.holder)
      .returning("cancels")
      .executeTakeFirst();
    if (row === undefined) {
      this.forget(lease);
      throw new LeaseLost(lease.run);
    }
    return () => {
      this.held.get(lease.group)?.extend(untilMs);
      if (ends) this.forget(lease);
      return row.cancels === 1;
    };
  }

  /** Whether another process may take the group: it was given back, its process is gone, or its time is over. */
  isAbandoned(row: Database["leases"]): boolean {
    const leftMs = row.until_ms - this.options.monotonicMs();
    // No lease ends later than a whole length from now: one that says so is from before the machine was started.
    if (leftMs <= 0 || leftMs > row.length_ms) return true;
    return row.holder !== this.holder && isGone(this.options.dataDir, row.holder);
  }

  isOwn = (row: Pick<Database["leases"], "holder">): boolean => row.holder === this.holder;

  close(): void {
    this.lock.drop();
  }

  port(db: Db, health: StoreHealth): Store["leases"] {
    const write = <T>(work: (tx: Db) => Promise<T>): Promise<T> =>
      health.guardWrite(() => inWriteTransaction(db, work));
    const change = async (lease: Lease, ends: boolean, entries: readonly AuditDraft[]): Promise<boolean> => {
      const after = await write(async (tx) => {
        const done = await this.renew(tx, lease, ends);
        await appendAudit(tx, entries, this.options.nowMs());
        return done;
      });
      return after();
    };
    return {
      renewEveryMs: this.options.times.renewEveryMs,
      renew: async (lease, entries = []) => ({ cancels: await change(lease, false, entries) }),
      release: async (lease) => void (await change(lease, true, [])),

      askToCancel: (run, entries) =>
        write(async (tx) => {
          const row = await tx
            .updateTable("leases")
            .set({ cancels: 1 })
            .where("group_id", "=", placeOf(run))
            .where("run_id", "=", run.id)
            .where("until_ms", ">", 0)
            .returning("token")
            .executeTakeFirst();
          if (row !== undefined) await appendAudit(tx, entries, this.options.nowMs());
          return row !== undefined;
        }),

      holds: (lease) =>
        health.guard(async () => {
          const row = await rowOf(db, lease.group);
          return row !== undefined && row.token === lease.token && this.isOwn(row);
        }),

      claim: async (run, entries) => {
        const taken = await write(async (tx) => {
          const stored = await tx
            .selectFrom("runs")
            .select("state")
            .where("id", "=", run.id)
            .executeTakeFirst();
          const row = await rowOf(tx, placeOf(run));
          if (stored?.state !== "running") return null;
          if (row !== undefined && !this.isAbandoned(row)) return null;
          const lease = await this.take(tx, run);
          await appendAudit(tx, entries, this.options.nowMs());
          return { lease, former: row?.holder ?? null };
        });
        if (taken === null) return null;
        this.keep(taken.lease);
        const { former } = taken;
        if (former !== null && former !== this.holder && isGone(this.options.dataDir, former))
          removeLock(this.options.dataDir, former);
        return taken.lease;
      },

      peers: () =>
        health.guard(async () => {
          const rows = await db
            .selectFrom("leases")
            .innerJoin("runs", "runs.id", "leases.run_id")
            .selectAll("leases")
            .select("runs.state")
            .where((eb) =>
              eb.or([
                eb("leases.holder", "!=", this.holder),
                // A drill of ours is looked after where drills are made.
                eb.and([eb("runs.state", "=", "running"), eb("runs.action", "!=", "drill")]),
              ]),
            )
            .execute();
          return rows.map(
            (row): PeerRun => ({
              group: row.group_id,
              run: row.run_id,
              token: row.token,
              running: row.state === "running",
              abandoned: row.state === "running" && this.isAbandoned(row),
            }),
          );
        }),
    };
  }

  /** @param untilMs when it ends in the store; we take it to end a tenth earlier, so that a command has time to arrive. */
  private lease(from: { group: string; run: string; token: number; untilMs: number }): Held {
    const { monotonicMs, times } = this.options;
    let { untilMs } = from;
    return {
      group: from.group,
      run: from.run,
      token: from.token,
      leftMs: () => untilMs - times.lengthMs / 10 - monotonicMs(),
      extend: (laterMs) => {
        untilMs = laterMs;
      },
    };
  }

  private forget(lease: Lease): void {
    const mine = this.held.get(lease.group);
    if (mine?.token !== lease.token) return;
    mine.extend(0);
    this.held.delete(lease.group);
    if (this.held.size === 0) this.lock.drop();
  }
}

const rowOf = (db: Db, group: string): Promise<Database["leases"] | undefined> =>
  db.selectFrom("leases").selectAll().where("group_id", "=", group).executeTakeFirst();
