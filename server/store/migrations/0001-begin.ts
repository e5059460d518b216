import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** The first tables. Types are those that SQLite and PostgreSQL both know. */
export const begin: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("events")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("at_ms", "bigint", (c) => c.notNull())
      .addColumn("type", "text", (c) => c.notNull())
      .addColumn("group_id", "text")
      .addColumn("body", "text", (c) => c.notNull())
      .execute();
    await db.schema.createIndex("events_by_time").on("events").columns(["at_ms", "id"]).execute();
    await db.schema
      .createIndex("events_by_group")
      .on("events")
      .columns(["group_id", "at_ms", "id"])
      .execute();

    await db.schema
      .createTable("plans")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("group_id", "text", (c) => c.notNull())
      .addColumn("created_ms", "bigint", (c) => c.notNull())
      .addColumn("body", "text", (c) => c.notNull())
      .execute();

    await db.schema
      .createTable("runs")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("group_id", "text", (c) => c.notNull())
      .addColumn("plan_id", "text", (c) => c.notNull())
      .addColumn("action", "text", (c) => c.notNull())
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("started_ms", "bigint", (c) => c.notNull())
      .addColumn("key", "text", (c) => c.unique())
      .addColumn("body", "text", (c) => c.notNull())
      .execute();
    await db.schema.createIndex("runs_by_group").on("runs").columns(["group_id", "started_ms"]).execute();
    await db.schema.createIndex("runs_by_plan").on("runs").column("plan_id").execute();
    // The lock of a group: a second process cannot insert a second running run, whatever it read before.
    await db.schema
      .createIndex("runs_one_running")
      .unique()
      .on("runs")
      .column("group_id")
      .where(sql.ref("state"), "=", sql.lit("running"))
      .execute();

    await db.schema
      .createTable("backups")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("group_id", "text", (c) => c.notNull())
      .addColumn("started_ms", "bigint", (c) => c.notNull())
      .addColumn("body", "text", (c) => c.notNull())
      .execute();
    await db.schema
      .createIndex("backups_by_group")
      .on("backups")
      .columns(["group_id", "started_ms"])
      .execute();

    await db.schema
      .createTable("groups")
      .addColumn("name", "text", (c) => c.primaryKey())
      .addColumn("added_ms", "bigint", (c) => c.notNull())
      .addColumn("sealed", "text", (c) => c.notNull())
      .execute();

    await db.schema
      .createTable("findings")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("group_id", "text", (c) => c.notNull())
      .addColumn("body", "text", (c) => c.notNull())
      .execute();

    await db.schema
      .createTable("series")
      .addColumn("id", "integer", (c) => c.primaryKey())
      .addColumn("group_id", "text", (c) => c.notNull())
      .addColumn("instance", "text", (c) => c.notNull())
      .addUniqueConstraint("series_named", ["group_id", "instance"])
      .execute();

    let samples = db.schema
      .createTable("samples")
      .addColumn("series_id", "integer", (c) => c.notNull())
      .addColumn("step_ms", "integer", (c) => c.notNull())
      .addColumn("at_ms", "bigint", (c) => c.notNull());
    for (const metric of [
      "lag_bytes",
      "lag_seconds",
      "offset",
      "write_rate",
      "headroom_seconds",
      "headroom_bytes",
    ])
      samples = samples
        .addColumn(`${metric}_max`, "double precision")
        .addColumn(`${metric}_last`, "double precision");
    await samples.addPrimaryKeyConstraint("samples_key", ["step_ms", "series_id", "at_ms"]).execute();

    await db.schema
      .createTable("rollups")
      .addColumn("step_ms", "integer", (c) => c.primaryKey())
      .addColumn("done_until_ms", "bigint", (c) => c.notNull())
      .execute();

    await db.schema
      .createTable("pulse")
      .addColumn("id", "integer", (c) => c.primaryKey())
      .addColumn("at_ms", "bigint", (c) => c.notNull())
      .execute();
  },
};
