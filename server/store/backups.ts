import { Backup } from "@/lib/contract";
import type { Store } from "@/server/ports";
import { readBody } from "./body";
import type { StoreHealth } from "./failure";
import type { Leases } from "./leases";
import { type Db, inOrderOfArrival, inWriteTransaction } from "./sqlite";

/** The list of backups, newest first. */
export const createBackups = (db: Db, health: StoreHealth, leases: Leases): Store["backups"] => ({
  save: async (backup, lease) => {
    const after = await health.guardWrite(() =>
      inWriteTransaction(db, async (tx) => {
        const renewed = lease === undefined ? null : await leases.renew(tx, lease, false);
        const body = JSON.stringify(backup);
        await tx
          .insertInto("backups")
          .values({ id: backup.id, group_id: backup.group, started_ms: Date.parse(backup.startedAt), body })
          .onConflict((conflict) => conflict.column("id").doUpdateSet({ body }))
          .execute();
        return renewed;
      }),
    );
    after?.();
  },

  get: (id) =>
    health.guard(async () => {
      const row = await db
        .selectFrom("backups")
        .select(["id", "body"])
        .where("id", "=", id)
        .executeTakeFirst();
      return row === undefined ? null : readBody(Backup, "backups", row);
    }),

  list: (query) =>
    health.guard(async () => {
      let select = db.selectFrom("backups").select(["id", "body"]);
      if (query.group !== undefined) select = select.where("group_id", "=", query.group);
      if (query.groups !== undefined) select = select.where("group_id", "in", query.groups);
      const rows = await select.orderBy("started_ms", "desc").orderBy("id", "desc").execute();
      return rows.map((row) => readBody(Backup, "backups", row));
    }),

  inOrder: (group) =>
    health.guard(async () => {
      const rows = await db
        .selectFrom("backups")
        .select(["id", "body"])
        .where("group_id", "=", group)
        .orderBy(inOrderOfArrival, "desc")
        .execute();
      return rows.map((row) => readBody(Backup, "backups", row));
    }),

  amend: (id, change) =>
    health.guardWrite(() =>
      inWriteTransaction(db, async (tx) => {
        const row = await tx
          .selectFrom("backups")
          .select(["id", "body"])
          .where("id", "=", id)
          .executeTakeFirst();
        if (row === undefined) return null;
        const changed = change(readBody(Backup, "backups", row));
        await tx
          .updateTable("backups")
          .set({ body: JSON.stringify(changed) })
          .where("id", "=", id)
          .execute();
        return changed;
      }),
    ),

  delete: (id) =>
    health.guardWrite(async () => {
      await db.deleteFrom("backups").where("id", "=", id).execute();
    }),
});
