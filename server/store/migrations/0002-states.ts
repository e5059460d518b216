import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { clustered } from "../sqlite";

/**
 * The worst state of each step, which rows that were there before do not know; and samples lie in the order of their key,
 * so that a stretch of one instance is read from neighbouring pages instead of one page for each row.
 */
export const states: Migration = {
  async up(db: Kysely<unknown>) {
    const values = [
      "lag_bytes",
      "lag_seconds",
      "offset",
      "write_rate",
      "headroom_seconds",
      "headroom_bytes",
    ].flatMap((metric) => [`${metric}_max`, `${metric}_last`]);
    let samples = db.schema
      .createTable("samples_with_states")
      .addColumn("series_id", "integer", (c) => c.notNull())
      .addColumn("step_ms", "integer", (c) => c.notNull())
      .addColumn("at_ms", "bigint", (c) => c.notNull());
    for (const value of values) samples = samples.addColumn(value, "double precision");
    await samples
      .addColumn("state", "integer")
      .addPrimaryKeyConstraint("samples_with_states_key", ["step_ms", "series_id", "at_ms"])
      .modifyEnd(clustered)
      .execute();
    const columns = sql.join(["series_id", "step_ms", "at_ms", ...values].map((column) => sql.ref(column)));
    await sql`insert into samples_with_states (${columns})
      select ${columns} from samples order by step_ms, series_id, at_ms`.execute(db);
    await db.schema.dropTable("samples").execute();
    await db.schema.alterTable("samples_with_states").renameTo("samples").execute();
  },
};
