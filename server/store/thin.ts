import { setImmediate as nextTurn } from "node:timers/promises";
import { sql } from "kysely";
import type { Tiers } from "@/server/settings";
import type { Db } from "./sqlite";

/** Pictures dropped in one go; between two, the event loop gets a turn. */
const piece = 200;

/**
 * Thins the pictures as the samples are: of those past the keep of a tier, only the last one in each step of the next
 * tier stays; past the longest keep none does. The picture that was in force when a keep ran out always stays, however old
 * it is: a group to which nothing happened for a year has one picture.
 */
export function createThinner(db: Db, tiers: Tiers): (nowMs: number) => Promise<void> {
  /** Up to where each tier's keep had run out the last time: what is older has been looked at. */
  const cuts = new Map<number, number>();

  async function thin(group: string, fromMs: number, cutMs: number, stepMs: number | null): Promise<void> {
    const later = sql`select 1 from pictures as later where later.group_id = pictures.group_id
      and later.at_ms > pictures.at_ms and later.at_ms <= ${cutMs}`;
    const step = sql.lit(stepMs);
    const inStep =
      stepMs === null ? sql`` : sql`and later.at_ms < pictures.at_ms - pictures.at_ms % ${step} + ${step}`;
    const surplus = sql`select at_ms from pictures where group_id = ${group}
      and at_ms >= ${fromMs} and at_ms <= ${cutMs} and exists (${later} ${inStep}) limit ${piece}`;
    for (let dropped = piece; dropped >= piece; ) {
      const result =
        await sql`delete from pictures where group_id = ${group} and at_ms in (${surplus})`.execute(db);
      dropped = Number(result.numAffectedRows ?? 0);
      await nextTurn();
    }
  }

  return async (nowMs) => {
    const groups = await db.selectFrom("pictures").select("group_id").distinct().execute();
    for (const [i, tier] of tiers.entries()) {
      const stepMs = tiers[i + 1]?.stepMs ?? null;
      const cutMs = Math.floor(nowMs - tier.keepMs);
      const fromMs = stepMs === null ? 0 : Math.max(0, (cuts.get(i) ?? 0) - stepMs);
      for (const { group_id } of groups) await thin(group_id, fromMs, cutMs, stepMs);
      cuts.set(i, cutMs);
    }
  };
}
