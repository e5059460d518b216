import { type RawBuilder, sql } from "kysely";
import { Metric } from "@/lib/contract";
import { columnsOf } from "./columns";
import type { SampleTable, SampleValues } from "./schema";
import type { Db } from "./sqlite";

/** Rows per statement: 15 values each, well under SQLite's limit of 32766 and PostgreSQL's of 65535. */
const chunk = 500;

/**
 * Writes steps, merging with what a step already holds: the higher maximum stays, the newer last value wins.
 * So a step written in two halves, or rolled up twice, ends the same.
 */
export async function mergeRows(db: Db, rows: readonly SampleTable[]): Promise<void> {
  for (let from = 0; from < rows.length; from += chunk)
    await db
      .insertInto("samples")
      .values(rows.slice(from, from + chunk))
      .onConflict((conflict) => conflict.columns(["step_ms", "series_id", "at_ms"]).doUpdateSet(merged))
      .execute();
}

const merged: Partial<Record<keyof SampleValues, RawBuilder<number | null>>> = Object.fromEntries(
  Metric.options.flatMap((metric) => {
    const { max, last } = columnsOf[metric];
    const [before, after] = [sql.ref(`samples.${max}`), sql.ref(`excluded.${max}`)];
    return [
      [max, sql`case when ${after} is null or ${before} >= ${after} then ${before} else ${after} end`],
      [last, sql`coalesce(${sql.ref(`excluded.${last}`)}, ${sql.ref(`samples.${last}`)})`],
    ];
  }),
);
