import { Plan } from "@/lib/contract";
import type { Store } from "@/server/ports";
import { readBody } from "./body";
import type { StoreHealth } from "./failure";
import type { Db } from "./sqlite";

/** Plans, kept as long as they can be run and for as long as a run refers to them. */
export const createPlans = (db: Db, health: StoreHealth): Store["plans"] => ({
  insert: (plan) =>
    health.guardWrite(async () => {
      const row = { id: plan.id, group_id: plan.group, created_ms: Date.parse(plan.createdAt) };
      await db
        .insertInto("plans")
        .values({ ...row, body: JSON.stringify(plan) })
        .execute();
    }),

  get: (id) =>
    health.guard(async () => {
      const row = await db.selectFrom("plans").select(["id", "body"]).where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : readBody(Plan, "plans", row);
    }),
});
