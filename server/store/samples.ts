import { setImmediate as nextTurn } from "node:timers/promises";
import { type History, Metric } from "@/lib/contract";
import type { Store } from "@/server/ports";
import type { Tiers } from "@/server/settings";
import { columnsOf, emptyValues, mergeValues } from "./columns";
import type { StoreHealth } from "./failure";
import { Rollup } from "./rollup";
import { mergeRows } from "./sample-rows";
import type { SampleTable, SampleValues } from "./schema";
import { SeriesIds } from "./series";
import { type Db, inWriteTransaction } from "./sqlite";
import { resolutionFor, stepStart } from "./tiers";

export interface SamplesOptions {
  readonly tiers: Tiers;
  /** No step of an answer is shorter: two poll intervals. Milliseconds. */
  readonly minStepMs: number;
  readonly now: () => number;
}

/** The history: one row per instance and step, in tiers that grow coarser with age. */
export function createSamples(db: Db, health: StoreHealth, options: SamplesOptions): Store["samples"] {
  const series = new SeriesIds(db);
  const rollup = new Rollup(db, series, options.tiers);
  const finestMs = options.tiers[0].stepMs;

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
                values[columnsOf[metric].max] = value;
                values[columnsOf[metric].last] = value;
              }
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

    query: ({ group, metrics, fromMs, toMs, points }) =>
      health.guard(async () => {
        const { tier, stepMs } = resolutionFor(options.tiers, {
          fromMs,
          toMs,
          points,
          nowMs: options.now(),
          minStepMs: options.minStepMs,
        });
        const startMs = stepStart(fromMs, stepMs);
        const count = Math.max(0, Math.ceil((toMs - startMs) / stepMs));
        const history: History = {
          stepMs,
          t: Array.from({ length: count }, (_, i) => startMs + i * stepMs),
          series: [],
        };
        for (const one of await series.list(group)) {
          const buckets: (SampleValues | undefined)[] = new Array(count).fill(undefined);
          let any = false;
          for (const row of await rollup.read(one.id, tier, startMs, toMs)) {
            const index = Math.floor((row.at_ms - startMs) / stepMs);
            const bucket = buckets[index] ?? emptyValues();
            mergeValues(bucket, row);
            buckets[index] = bucket;
            any = true;
          }
          if (any)
            for (const metric of metrics) {
              const column = columnsOf[metric];
              history.series.push({
                instance: one.instance,
                metric,
                max: buckets.map((bucket) => bucket?.[column.max] ?? null),
                last: buckets.map((bucket) => bucket?.[column.last] ?? null),
              });
            }
          await nextTurn();
        }
        return history;
      }),

    newest: (group) =>
      health.guard(async () => {
        const row = await db
          .selectFrom("samples")
          .innerJoin("series", "series.id", "samples.series_id")
          .where("series.group_id", "=", group)
          .where("samples.step_ms", "=", finestMs)
          .select((eb) => eb.fn.max("samples.at_ms").as("at_ms"))
          .executeTakeFirst();
        return row?.at_ms ?? null;
      }),

    compact: (nowMs) => health.guardWrite(() => rollup.compact(nowMs)),
  };
}
