import { Plan } from "@/lib/contract";
import type { Store } from "@/server/ports";
import { appendAudit } from "./audit-chain";
import { readBody } from "./body";
import type { StoreHealth } from "./failure";
import { type Db, inWriteTransaction } from "./sqlite";

/** Plans, kept as long as they can be run and for as long as a run refers to them. */
export const createPlans = (db: Db, health: StoreHealth, now: () => number): Store["plans"] => ({
  insert: (plan, entries = []) =>
    health.guardWrite(() =>
      inWriteTransaction(db, async (tx) => {
        const row = { id: plan.id, group_id: plan.group, created_ms: Date.parse(plan.createdAt) };
        await tx
          .insertInto("plans")
          .values({ ...row, body: JSON.stringify(plan) })
          .execute();
        await appendAudit(tx, entries, now());
      }),
    ),

  get: (id) =>
    health.guard(async () => {
      const row = await db.selectFrom("plans").select(["id", "body"]).where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : readBody(Plan, "plans", row);
    }),
});
