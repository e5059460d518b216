import { setImmediate as nextTurn } from "node:timers/promises";
import type { Tier, Tiers } from "@/server/settings";
import { emptyValues, mergeValues } from "./columns";
import { mergeRows } from "./sample-rows";
import type { SampleTable } from "./schema";
import type { SeriesIds } from "./series";
import { type Db, inWriteTransaction } from "./sqlite";
import { stepStart } from "./tiers";

/** Rows moved in one go, at least. */
const piece = 250;

/**
 * Takes in the steps that earlier settings kept and the present ones do not make: each row goes to the tier that a question
 * of its age is answered from, where that has nothing of its own from then. Newest first and in whole steps, each piece
 * moved or not at all, so that a stop in between loses nothing.
 */
export async function retireSteps(db: Db, series: SeriesIds, tiers: Tiers, nowMs: number): Promise<void> {
  for (let stepMs = await nextStep(db, 0); stepMs !== null; stepMs = await nextStep(db, stepMs)) {
    if (tiers.some((tier) => tier.stepMs === stepMs)) continue;
    for (const { id } of await series.list()) await moveAll(db, id, stepMs, { tiers, nowMs });
    await db.deleteFrom("rollups").where("step_ms", "=", stepMs).execute();
  }
}

async function nextStep(db: Db, after: number): Promise<number | null> {
  const row = await db
    .selectFrom("samples")
    .where("step_ms", ">", after)
    .select((eb) => eb.fn.min("step_ms").as("step_ms"))
    .executeTakeFirst();
  return row?.step_ms ?? null;
}

async function moveAll(
  db: Db,
  seriesId: number,
  stepMs: number,
  { tiers, nowMs }: { tiers: Tiers; nowMs: number },
): Promise<void> {
  /** When each tier's own rows of this instance begin. */
  const begins = new Map<Tier, number>();
  for (const tier of tiers) begins.set(tier, await beginOf(db, seriesId, tier.stepMs));
  const heirOf = (atMs: number): Tier | null => tiers.find((tier) => nowMs - tier.keepMs <= atMs) ?? null;
  const rowsOf = (tx: Db) =>
    tx.selectFrom("samples").where("step_ms", "=", stepMs).where("series_id", "=", seriesId);

  for (let moved = 1; moved > 0; ) {
    moved = await inWriteTransaction(db, async (tx) => {
      const last = await rowsOf(tx)
        .select("at_ms")
        .orderBy("at_ms", "desc")
        .offset(piece - 1)
        .limit(1)
        .executeTakeFirst();
      const heir = last === undefined ? null : heirOf(last.at_ms);
      const fromMs = last === undefined || heir === null ? 0 : stepStart(last.at_ms, heir.stepMs);
      const rows = await rowsOf(tx).selectAll().where("at_ms", ">=", fromMs).orderBy("at_ms").execute();
      const steps = new Map<string, SampleTable>();
      for (const row of rows) {
        const to = heirOf(row.at_ms);
        const at = to === null ? 0 : stepStart(row.at_ms, to.stepMs);
        if (to === null || at >= (begins.get(to) ?? 0)) continue;
        const key = `${to.stepMs} ${at}`;
        const step = steps.get(key) ?? {
          series_id: seriesId,
          step_ms: to.stepMs,
          at_ms: at,
          ...emptyValues(),
        };
        mergeValues(step, row);
        steps.set(key, step);
      }
      await mergeRows(tx, [...steps.values()]);
      await tx
        .deleteFrom("samples")
        .where("step_ms", "=", stepMs)
        .where("series_id", "=", seriesId)
        .where("at_ms", ">=", fromMs)
        .execute();
      return rows.length;
    });
    await nextTurn();
  }
}

async function beginOf(db: Db, seriesId: number, stepMs: number): Promise<number> {
  const row = await db
    .selectFrom("samples")
    .where("step_ms", "=", stepMs)
    .where("series_id", "=", seriesId)
    .select((eb) => eb.fn.min("at_ms").as("at_ms"))
    .executeTakeFirst();
  return row?.at_ms ?? Number.POSITIVE_INFINITY;
}
