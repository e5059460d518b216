import { Metric } from "@/lib/contract";
import type { Store } from "@/server/ports";
import type { Tiers } from "@/server/settings";
import { emptyValues, keptOf, mergeValues } from "./columns";
import type { StoreHealth } from "./failure";
import { readHistory } from "./history";
import type { Rollup } from "./rollup";
import { mergeRows } from "./sample-rows";
import type { SampleTable } from "./schema";
import type { SeriesIds } from "./series";
import { type Db, inWriteTransaction } from "./sqlite";
import { codeOf } from "./states";
import { stepStart } from "./tiers";

export interface SamplesOptions {
  readonly series: SeriesIds;
  readonly rollup: Rollup;
  /** Those that `rollup` makes. */
  readonly tiers: Tiers;
  /** No step of an answer is shorter: two poll intervals. Milliseconds. */
  readonly minStepMs: number;
  readonly now: () => number;
}

/** The history: one row per instance and step, in tiers that grow coarser with age. */
export function createSamples(db: Db, health: StoreHealth, options: SamplesOptions): Store["samples"] {
  const { series, rollup, tiers } = options;
  const finestMs = tiers[0].stepMs;

  return {
    append: (rows) =>
      health.guardWrite(async () => {
        if (rows.length === 0) return;
        try {
          await inWriteTransaction(db, async (tx) => {
            const steps = new Map<string, SampleTable>();
            for (const row of rows) {
              const id = await series.idOf(tx, row.group, row.instance);
              const at = stepStart(row.atMs, finestMs);
              const values = emptyValues();
              for (const metric of Metric.options) {
                const value = row.values[metric] ?? null;
                for (const column of keptOf(metric)) values[column] = value;
              }
              values.state = row.state === null ? null : codeOf(row.state);
              const key = `${id} ${at}`;
              const before = steps.get(key);
              if (before === undefined)
                steps.set(key, { series_id: id, step_ms: finestMs, at_ms: at, ...values });
              else mergeValues(before, values);
            }
            await mergeRows(tx, [...steps.values()]);
          });
        } catch (error) {
          series.forget();
          throw error;
        }
        await rollup.reopen(Math.min(...rows.map((row) => row.atMs)));
      }),

    query: (query) =>
      health.guard(() =>
        readHistory(query, { series, rollup, tiers, minStepMs: options.minStepMs, nowMs: options.now() }),
      ),

    newest: (group) =>
      health.guard(async () => {
        // One look at the end of each instance's rows, rather than a walk through all of them.
        const ends = db
          .selectFrom("series")
          .where("group_id", "=", group)
          .select((eb) =>
            eb
              .selectFrom("samples")
              .whereRef("samples.series_id", "=", "series.id")
              .where("samples.step_ms", "=", finestMs)
              .select((of) => of.fn.max("samples.at_ms").as("at_ms"))
              .as("at_ms"),
          );
        const row = await db
          .selectFrom(ends.as("ends"))
          .select((eb) => eb.fn.max("ends.at_ms").as("at_ms"))
          .executeTakeFirst();
        return row?.at_ms ?? null;
      }),

    compact: (nowMs) => health.guardWrite(() => rollup.compact(nowMs)),
  };
}
