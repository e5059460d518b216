import { type RawBuilder, sql } from "kysely";
import { Metric } from "@/lib/contract";
import { columnsOf } from "./columns";
import type { SampleTable, SampleValues } from "./schema";
import type { Db } from "./sqlite";

/** Rows per statement: 18 values each, well under SQLite's limit of 32766 and PostgreSQL's of 65535. */
const chunk = 500;

/**
 * Writes steps, merging with what a step already holds: the higher maximum, the lower minimum and the worse state stay, the
 * newer last value wins.
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

type Merge = RawBuilder<number | null>;

/** The value of `column` that beats the other by `operator`; a known one beats null. */
function better(column: keyof SampleValues, operator: ">=" | "<="): Merge {
  const [before, after] = [sql.ref(`samples.${column}`), sql.ref(`excluded.${column}`)];
  const keeps = sql`${after} is null or ${before} ${sql.raw(operator)} ${after}`;
  return sql`case when ${keeps} then ${before} else ${after} end`;
}

const newer = (column: keyof SampleValues): Merge =>
  sql`coalesce(${sql.ref(`excluded.${column}`)}, ${sql.ref(`samples.${column}`)})`;

const merged: Partial<Record<keyof SampleValues, Merge>> = {
  ...Object.fromEntries(
    Metric.options.flatMap((metric) => {
      const { max, last, min } = columnsOf[metric];
      return [
        [max, better(max, ">=")],
        [last, newer(last)],
        ...(min === null ? [] : [[min, better(min, "<=")]]),
      ];
    }),
  ),
  state: better("state", "<="),
};
