import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** What was measured in the lab, and where experiments may run. */
export const lab: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("experiments")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("kind", "text", (column) => column.notNull())
      .addColumn("group_id", "text")
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("started_ms", "bigint", (column) => column.notNull())
      .addColumn("holder", "text")
      .addColumn("body", "text", (column) => column.notNull())
      .execute();
    await db.schema.createIndex("experiments_started").on("experiments").column("started_ms").execute();
    await db.schema
      .createTable("lab_places")
      .addColumn("place", "text", (column) => column.primaryKey())
      .addColumn("allowed", "integer", (column) => column.notNull())
      .execute();
  },
};
