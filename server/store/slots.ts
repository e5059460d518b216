import { randomUUID } from "node:crypto";
import { ScheduleKind, SlotOutcome } from "@/lib/contract";
import type { SlotKey, SlotRow, Store } from "@/server/ports";
import { type StoreHealth, unreadableRow } from "./failure";
import { HolderLock, isGone, removeLock } from "./holder-lock";
import type { Database } from "./schema";
import { type Db, inWriteTransaction } from "./sqlite";

/** How many slots of a group are remembered, by the order in which they came: a clock that runs wild forgets none too early. */
const MOST_KEPT = 500;

/** Slots of schedules. That each is taken once is left to its unique key: a look before the write would prove nothing. */
export function createSlots(
  db: Db,
  health: StoreHealth,
  dataDir: string,
): { readonly port: Store["slots"]; close(): void } {
  const holder = randomUUID();
  const lock = new HolderLock(dataDir, holder);
  const write = <T>(work: (tx: Db) => Promise<T>): Promise<T> =>
    health.guardWrite(() => inWriteTransaction(db, work));
  const set = (
    slot: SlotKey,
    values: Partial<Pick<Database["schedule_slots"], "state" | "run_id" | "text" | "holder">>,
  ) =>
    write(async (tx) => {
      await at(tx.updateTable("schedule_slots").set(values), slot).execute();
    });

  const port: Store["slots"] = {
    async since(kind, expression, groups, nowMs) {
      const rows = await health.guard(() =>
        db.selectFrom("schedules").selectAll().where("kind", "=", kind).execute(),
      );
      const known = new Map(rows.map((row) => [row.group_id, row]));
      const since = new Map<string, number>();
      for (const group of groups) {
        const row = known.get(group);
        const stands = row !== undefined && row.expression === expression && row.since_ms <= nowMs;
        since.set(group, stands ? row.since_ms : nowMs);
        if (stands) continue;
        const values = { expression, since_ms: nowMs };
        await health.guardWrite(() =>
          db
            .insertInto("schedules")
            .values({ kind, group_id: group, ...values })
            .onConflict((conflict) => conflict.columns(["kind", "group_id"]).doUpdateSet(values))
            .execute(),
        );
      }
      return since;
    },

    claim: (slot, nowMs, skipped) =>
      write(async (tx) => {
        lock.hold();
        const made = await tx
          .insertInto("schedule_slots")
          .values({
            kind: slot.kind,
            group_id: slot.group,
            slot_ms: slot.slotMs,
            claimed_ms: nowMs,
            holder: skipped === undefined ? holder : null,
            state: skipped === undefined ? "running" : "skipped",
            run_id: null,
            text: skipped ?? "",
          })
          .onConflict((conflict) => conflict.columns(["kind", "group_id", "slot_ms"]).doNothing())
          .returning("n")
          .executeTakeFirst();
        if (made === undefined) return false;
        const oldest = await tx
          .selectFrom("schedule_slots")
          .select("n")
          .where("kind", "=", slot.kind)
          .where("group_id", "=", slot.group)
          .orderBy("n", "desc")
          .offset(MOST_KEPT)
          .limit(1)
          .executeTakeFirst();
        if (oldest !== undefined)
          await tx
            .deleteFrom("schedule_slots")
            .where("kind", "=", slot.kind)
            .where("group_id", "=", slot.group)
            .where("n", "<=", oldest.n)
            .execute();
        return true;
      }),

    async takeOver() {
      const left = await health.guard(() => unbegun(db).execute());
      const orphans = left.filter(
        (row) => row.holder === null || (row.holder !== holder && isGone(dataDir, row.holder)),
      );
      if (orphans.length === 0) return [];
      const taken = await write(async (tx) => {
        lock.hold();
        const mine: SlotKey[] = [];
        for (const { n, holder: former } of orphans) {
          const row = await tx
            .updateTable("schedule_slots")
            .set({ holder })
            .where("n", "=", n)
            .where("state", "=", "running")
            .where("holder", former === null ? "is" : "=", former)
            .returningAll()
            .executeTakeFirst();
          if (row !== undefined) mine.push(toSlot(row));
        }
        return mine;
      });
      for (const { holder: former } of orphans) if (former !== null) removeLock(dataDir, former);
      return taken;
    },

    setRun: (slot, run) => set(slot, { run_id: run }),
    end: (slot, state, text) => set(slot, { state, text, holder: null }),
    leave: (slot) => set(slot, { holder: null }),
    giveBack: (slot) =>
      write(async (tx) => {
        await at(tx.deleteFrom("schedule_slots"), slot).execute();
      }),

    newest: (kind) =>
      health.guard(async () => {
        const rows = await db
          .selectFrom("schedule_slots")
          .selectAll()
          .where("n", "in", (eb) =>
            eb
              .selectFrom("schedule_slots")
              .select(({ fn }) => fn.max("n").as("n"))
              .where("kind", "=", kind)
              .groupBy("group_id"),
          )
          .orderBy("n", "desc")
          .execute();
        return rows.map(toSlot);
      }),

    taken: (slots) =>
      health.guard(async () => {
        const found = new Set<SlotKey>();
        for (const slot of slots) {
          const row = await at(db.selectFrom("schedule_slots").select("n"), slot).executeTakeFirst();
          if (row !== undefined) found.add(slot);
        }
        return found;
      }),
  };
  return { port, close: () => lock.drop() };
}

/** What a query of the slots has in common, whatever it does with them. */
interface Filtered<Q> {
  where(column: "kind" | "group_id", operator: "=", value: string): Q;
  where(column: "slot_ms", operator: "=", value: number): Q;
}

const at = <Q extends Filtered<Q>>(query: Q, { kind, group, slotMs }: SlotKey): Q =>
  query.where("kind", "=", kind).where("group_id", "=", group).where("slot_ms", "=", slotMs);

/** Taken, and nothing started of it that would end by itself. */
const unbegun = (db: Db) =>
  db
    .selectFrom("schedule_slots")
    .select(["n", "holder"])
    .where("state", "=", "running")
    .where("run_id", "is", null);

function toSlot(row: Omit<Database["schedule_slots"], "n"> & { readonly n: number }): SlotRow {
  const [kind, state] = [ScheduleKind.safeParse(row.kind), SlotOutcome.safeParse(row.state)];
  if (!kind.success || !state.success) throw unreadableRow("schedule_slots", String(row.n));
  return {
    kind: kind.data,
    group: row.group_id,
    slotMs: row.slot_ms,
    claimedMs: row.claimed_ms,
    state: state.data,
    run: row.run_id,
    text: row.text,
  };
}
