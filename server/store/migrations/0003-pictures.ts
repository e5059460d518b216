import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Pictures of groups. The body lies beside the key, not in it: a search for a moment then reads no bodies. */
export const pictures: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("pictures")
      .addColumn("group_id", "text", (c) => c.notNull())
      .addColumn("at_ms", "bigint", (c) => c.notNull())
      .addColumn("body", "bytea", (c) => c.notNull())
      .addPrimaryKeyConstraint("pictures_key", ["group_id", "at_ms"])
      .execute();
  },
};
