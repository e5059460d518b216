import { randomUUID } from "node:crypto";
import { Experiment } from "@/lib/contract";
import { labBusy } from "@/server/errors";
import type { ExperimentStore } from "@/server/experiments-port";
import { appendAudit } from "./audit-chain";
import { readBody } from "./body";
import type { StoreHealth } from "./failure";
import { HolderLock, isGone, removeLock } from "./holder-lock";
import { type Db, inWriteTransaction } from "./sqlite";

/** Experiments, and where they may run. One runs at a time, of all processes on the store. */
export function createExperiments(
  db: Db,
  health: StoreHealth,
  { dataDir, now }: { readonly dataDir: string; readonly now: () => number },
): { readonly port: ExperimentStore; close(): Promise<void> } {
  const holder = randomUUID();
  const lock = new HolderLock(dataDir, holder);
  const write = <T>(work: (tx: Db) => Promise<T>): Promise<T> =>
    health.guardWrite(() => inWriteTransaction(db, work));

  const port: ExperimentStore = {
    insert: (experiment, entries) =>
      write(async (tx) => {
        lock.hold();
        const busy = await tx
          .selectFrom("experiments")
          .select("id")
          .where("state", "=", "running")
          .executeTakeFirst();
        if (busy !== undefined) throw labBusy(busy.id);
        await tx
          .insertInto("experiments")
          .values({ ...columns(experiment), holder })
          .execute();
        await appendAudit(tx, entries, now());
      }),

    save: (experiment, entries = []) =>
      write(async (tx) => {
        await tx
          .updateTable("experiments")
          .set(columns(experiment))
          .where("id", "=", experiment.id)
          .execute();
        await appendAudit(tx, entries, now());
      }),

    get: (id) =>
      health.guard(async () => {
        const row = await db
          .selectFrom("experiments")
          .select(["id", "body"])
          .where("id", "=", id)
          .executeTakeFirst();
        return row === undefined ? null : readBody(Experiment, "experiments", row);
      }),

    list: ({ kind, place, seen, state, below, limit }) =>
      health.guard(async () => {
        let select = db.selectFrom("experiments").select(["id", "body"]);
        if (kind !== undefined) select = select.where("kind", "=", kind);
        if (state !== undefined) select = select.where("state", "=", state);
        if (place === "throwaway") select = select.where("group_id", "is", null);
        else if (place !== undefined) select = select.where("group_id", "=", place.group);
        if (seen !== undefined) select = select.where("group_id", "in", seen);
        if (below !== undefined)
          select = select.where((eb) =>
            eb.or([
              eb("started_ms", "<", below.startedMs),
              eb("started_ms", "=", below.startedMs).and("id", "<", below.id),
            ]),
          );
        const rows = await select.orderBy("started_ms", "desc").orderBy("id", "desc").limit(limit).execute();
        return rows.map((row) => readBody(Experiment, "experiments", row));
      }),

    delete: (id, entries) =>
      write(async (tx) => {
        await tx.deleteFrom("experiments").where("id", "=", id).where("state", "!=", "running").execute();
        await appendAudit(tx, entries, now());
      }),

    async takeOver(going) {
      const running = await health.guard(() =>
        db
          .selectFrom("experiments")
          .select(["id", "holder", "body"])
          .where("state", "=", "running")
          .execute(),
      );
      const left = running.filter(
        (row) =>
          row.id !== going && (row.holder === null || row.holder === holder || isGone(dataDir, row.holder)),
      );
      const mine: Experiment[] = [];
      for (const row of left) {
        const taken = await write(async (tx) => {
          lock.hold();
          return tx
            .updateTable("experiments")
            .set({ holder })
            .where("id", "=", row.id)
            .where("state", "=", "running")
            .where("holder", row.holder === null ? "is" : "=", row.holder)
            .returning("id")
            .executeTakeFirst();
        });
        if (taken !== undefined) mine.push(readBody(Experiment, "experiments", row));
        if (row.holder !== null && row.holder !== holder) removeLock(dataDir, row.holder);
      }
      return mine;
    },

    allowed: () =>
      health.guard(async () => {
        const rows = await db.selectFrom("lab_places").selectAll().execute();
        return new Map(rows.map(({ place, allowed }) => [place, allowed === 1]));
      }),

    allow: (place, allowed, entries) =>
      write(async (tx) => {
        const values = { allowed: allowed ? 1 : 0 };
        await tx
          .insertInto("lab_places")
          .values({ place: keyOf(place), ...values })
          .onConflict((conflict) => conflict.column("place").doUpdateSet(values))
          .execute();
        await appendAudit(tx, entries, now());
      }),
  };
  return {
    port,
    /** What has no ending by now is anybody's. */
    async close() {
      const left = db.updateTable("experiments").set({ holder: null }).where("holder", "=", holder);
      await left
        .where("state", "=", "running")
        .execute()
        .catch(() => undefined);
      lock.drop();
    },
  };
}

/** A group's id has no slash, so none is called as the other place. */
export const keyOf = (place: Experiment["where"]): string =>
  place.place === "throwaway" ? "/throwaway" : place.group;

const columns = (experiment: Experiment) => ({
  id: experiment.id,
  kind: experiment.settings.kind,
  group_id: experiment.where.place === "group" ? experiment.where.group : null,
  state: experiment.state,
  started_ms: Date.parse(experiment.startedAt),
  body: JSON.stringify(experiment),
});
