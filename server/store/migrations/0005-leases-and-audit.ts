import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Who acts on a group, and what was done. A group's token lives as long as the store: it may only rise. */
export const leasesAndAudit: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("leases")
      .addColumn("group_id", "text", (c) => c.primaryKey())
      .addColumn("run_id", "text", (c) => c.notNull())
      .addColumn("holder", "text", (c) => c.notNull())
      .addColumn("token", "bigint", (c) => c.notNull())
      .addColumn("until_ms", "bigint", (c) => c.notNull())
      .addColumn("length_ms", "bigint", (c) => c.notNull())
      .addColumn("cancels", "integer", (c) => c.notNull().defaultTo(0))
      .execute();

    await db.schema
      .createTable("audit")
      .addColumn("n", "integer", (c) => c.primaryKey())
      .addColumn("at", "text", (c) => c.notNull())
      .addColumn("at_ms", "bigint", (c) => c.notNull())
      .addColumn("actor", "text")
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("group_id", "text")
      .addColumn("instance", "text")
      .addColumn("run_id", "text")
      .addColumn("detail", "text", (c) => c.notNull())
      .addColumn("previous", "text", (c) => c.notNull())
      .addColumn("hash", "text", (c) => c.notNull())
      .execute();
    await db.schema.createIndex("audit_by_group").on("audit").columns(["group_id", "n"]).execute();

    await db.schema
      .createTable("audit_head")
      .addColumn("id", "integer", (c) => c.primaryKey())
      .addColumn("rows", "bigint", (c) => c.notNull())
      .addColumn("hash", "text", (c) => c.notNull())
      .execute();
  },
};
