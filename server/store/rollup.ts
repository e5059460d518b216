import { setImmediate as nextTurn } from "node:timers/promises";
import { Metric } from "@/lib/contract";
import type { Tiers } from "@/server/settings";
import { emptyValues, keptOf, mergeValues } from "./columns";
import { retireSteps } from "./retire";
import { mergeRows } from "./sample-rows";
import type { SampleTable } from "./schema";
import type { SeriesIds } from "./series";
import { type Db, inWriteTransaction } from "./sqlite";
import { stepStart } from "./tiers";

/** A step is rolled up this long after its end, so that samples still on their way are in it. */
const settleMs = 5_000;
/** Rows read in one go; between two, the event loop gets a turn. */
const pieceRows = 2_000;
/** Rows written in one go: a row takes ten times as long to write as to read. */
const writtenRows = 250;
/** Rows of one instance dropped in one go: more than a minute has. */
const droppedRows = 100;
/** Instances whose old rows are dropped in one go. */
const pieceSeries = 20;

/** Makes coarser tiers from finer ones, reads across them, and drops what is older than its keep. */
export class Rollup {
  #done: Map<number, number> | null = null;
  #retired = false;

  constructor(
    private readonly db: Db,
    private readonly series: SeriesIds,
    private readonly tiers: Tiers,
  ) {}

  /**
   * One instance's steps in [fromMs, toMs) as tier `tier` knows them, oldest first; where that tier is not made
   * yet, the finer tier's steps stand in, so that nothing is missing and nothing is there twice.
   * Of the values only those of `metrics`, and the state, are read.
   */
  async read(
    seriesId: number,
    tier: number,
    fromMs: number,
    toMs: number,
    metrics: readonly Metric[],
  ): Promise<SampleTable[]> {
    const stepMs = this.tiers[tier]?.stepMs;
    if (stepMs === undefined || fromMs >= toMs) return [];
    const doneUntil = tier === 0 ? toMs : Math.min(toMs, await this.#doneUntil(stepMs));
    const rows = await this.#rows(seriesId, stepMs, fromMs, doneUntil, metrics);
    const restMs = Math.max(fromMs, doneUntil);
    if (tier === 0 || restMs >= toMs) return rows;
    return [...rows, ...(await this.read(seriesId, tier - 1, restMs, toMs, metrics))];
  }

  /** Samples came in that are older than what was rolled up, say after the clock was set back: roll up again. */
  async reopen(atMs: number): Promise<void> {
    for (const { stepMs } of this.tiers.slice(1))
      if ((await this.#doneUntil(stepMs)) > atMs) await this.#setDone(stepMs, stepStart(atMs, stepMs));
  }

  /**
   * Rolls up every step that has ended, then deletes what is past its keep, one instance at a time. The first time it takes
   * in what earlier settings kept.
   */
  async compact(nowMs: number): Promise<void> {
    if (!this.#retired) {
      await retireSteps(this.db, this.series, this.tiers, nowMs);
      this.#retired = true;
    }
    const all = await this.series.list();
    let sourceUntil = nowMs - settleMs;
    for (const [i, { stepMs }] of this.tiers.entries()) {
      const source = this.tiers[i - 1];
      if (source === undefined) continue;
      const from = await this.#doneUntil(stepMs);
      const until = stepStart(sourceUntil, stepMs);
      if (until > from) {
        const made: SampleTable[] = [];
        for (const { id } of all) {
          made.push(...(await this.#roll(id, source.stepMs, stepMs, from, until)));
          while (made.length >= writtenRows) await this.#write(made.splice(0, writtenRows));
        }
        await this.#write(made);
        await this.#setDone(stepMs, until);
      }
      sourceUntil = Math.max(from, until);
    }
    for (const { stepMs, keepMs } of this.tiers)
      for (let from = 0; from < all.length; from += pieceSeries) {
        const some = all.slice(from, from + pieceSeries);
        while (await this.#drop(some, stepMs, nowMs - keepMs)) await nextTurn();
        await nextTurn();
      }
  }

  /** In one transaction for several instances: each is a wait for the disk. Answers whether there is more to drop. */
  #drop(some: readonly { id: number }[], stepMs: number, untilMs: number): Promise<boolean> {
    return inWriteTransaction(this.db, async (tx) => {
      let most = 0n;
      for (const { id } of some) {
        const own = tx
          .selectFrom("samples")
          .where("step_ms", "=", stepMs)
          .where("series_id", "=", id)
          .where("at_ms", "<", untilMs)
          .select("at_ms")
          .orderBy("at_ms")
          .limit(droppedRows);
        const { numDeletedRows } = await tx
          .deleteFrom("samples")
          .where("step_ms", "=", stepMs)
          .where("series_id", "=", id)
          .where("at_ms", "in", own)
          .executeTakeFirstOrThrow();
        if (numDeletedRows > most) most = numDeletedRows;
      }
      return most >= droppedRows;
    });
  }

  /** One instance's steps in [from, until), made from the finer tier's. */
  async #roll(
    seriesId: number,
    sourceMs: number,
    stepMs: number,
    from: number,
    until: number,
  ): Promise<SampleTable[]> {
    // Always more than one whole step, or a page could end before the step it began in.
    const limit = Math.max(pieceRows, (2 * stepMs) / sourceMs);
    const steps = new Map<number, SampleTable>();
    let at = from;
    while (at < until) {
      const page = await this.#rows(seriesId, sourceMs, at, until, Metric.options, limit);
      const newest = page.at(-1);
      if (newest === undefined) break;
      // A full page may end inside a step: the next page then begins at that step's start.
      const end = page.length < limit ? until : stepStart(newest.at_ms, stepMs);
      for (const row of page) {
        const start = stepStart(row.at_ms, stepMs);
        if (start >= end) break;
        const step = steps.get(start) ?? {
          series_id: seriesId,
          step_ms: stepMs,
          at_ms: start,
          ...emptyValues(),
        };
        mergeValues(step, row);
        steps.set(start, step);
      }
      await nextTurn();
      at = end;
    }
    return [...steps.values()];
  }

  async #write(rows: SampleTable[]): Promise<void> {
    if (rows.length > 0) await inWriteTransaction(this.db, (tx) => mergeRows(tx, rows));
    await nextTurn();
  }

  #rows(
    seriesId: number,
    stepMs: number,
    from: number,
    until: number,
    metrics: readonly Metric[],
    limit?: number,
  ): Promise<SampleTable[]> {
    const values = metrics.flatMap(keptOf);
    const select = this.db
      .selectFrom("samples")
      .select(["series_id", "step_ms", "at_ms", "state", ...values])
      .where("step_ms", "=", stepMs)
      .where("series_id", "=", seriesId)
      .where("at_ms", ">=", from)
      .where("at_ms", "<", until)
      .orderBy("at_ms");
    return (limit === undefined ? select : select.limit(limit)).execute();
  }

  async #doneUntil(stepMs: number): Promise<number> {
    if (this.#done === null) {
      const rows = await this.db.selectFrom("rollups").selectAll().execute();
      this.#done = new Map(rows.map((row) => [row.step_ms, row.done_until_ms]));
    }
    return this.#done.get(stepMs) ?? 0;
  }

  async #setDone(stepMs: number, untilMs: number): Promise<void> {
    await this.db
      .insertInto("rollups")
      .values({ step_ms: stepMs, done_until_ms: untilMs })
      .onConflict((conflict) => conflict.column("step_ms").doUpdateSet({ done_until_ms: untilMs }))
      .execute();
    this.#done?.set(stepMs, untilMs);
  }
}
