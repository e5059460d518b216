import type { Db } from "./sqlite";

/** A plan that was never run can be run for minutes; a day later nobody asks for it. */
const planKeepMs = 86_400_000;

/** Drops events older than the longest history and plans that led to no run. Runs and backups stay. */
export async function prune(db: Db, nowMs: number, eventKeepMs: number): Promise<void> {
  await db
    .deleteFrom("events")
    .where("at_ms", "<", nowMs - eventKeepMs)
    .execute();
  await db
    .deleteFrom("plans")
    .where("created_ms", "<", nowMs - planKeepMs)
    .where("id", "not in", (runs) => runs.selectFrom("runs").select("plan_id"))
    .execute();
}
