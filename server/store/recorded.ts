import { sql } from "kysely";
import type { Tiers } from "@/server/settings";
import type { Db } from "./sqlite";

/**
 * Between which moments nothing of `group` is known around `atMs`: the newest sample before it and the oldest one after
 * it that there are pictures of. Unix milliseconds, to the step of the tier; null: there is none on that side.
 */
export async function recordedAround(
  db: Db,
  tiers: Tiers,
  group: string,
  atMs: number,
): Promise<{ beforeMs: number | null; afterMs: number | null }> {
  const { first } = await db
    .selectFrom("pictures")
    .where("group_id", "=", group)
    .select((eb) => eb.fn.min("at_ms").as("first"))
    .executeTakeFirstOrThrow();
  if (first === null) return { beforeMs: null, afterMs: null };
  const sides = [];
  for (const { stepMs } of tiers) sides.push({ stepMs, ...(await around(db, stepMs, group, atMs)) });
  // A coarser step may begin before the first sample in it: the finest tier that knows one is the one to believe.
  const { before, stepMs } = sides.find((side) => side.before !== null) ?? { before: null, stepMs: 0 };
  const after = sides.flatMap((side) => (side.after === null ? [] : [side.after]));
  return {
    // The first picture may have been made within the step that the last sample is in.
    beforeMs: before === null || before + stepMs <= first ? null : Math.max(before, first),
    afterMs: after.length === 0 ? null : Math.max(first, Math.min(...after)),
  };
}

async function around(
  db: Db,
  stepMs: number,
  group: string,
  atMs: number,
): Promise<{ before: number | null; after: number | null }> {
  const own = sql`samples.step_ms = ${stepMs} and samples.series_id = series.id`;
  const { rows } = await sql<{ before: number | null; after: number | null }>`select
    max((select max(at_ms) from samples where ${own} and at_ms <= ${atMs})) as before,
    min((select min(at_ms) from samples where ${own} and at_ms > ${atMs})) as after
    from series where group_id = ${group}`.execute(db);
  return rows[0] ?? { before: null, after: null };
}
