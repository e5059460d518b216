import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Since when each group follows a schedule, and what became of each slot: its key is what keeps it from being taken twice. */
export const schedules: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("schedules")
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("group_id", "text", (c) => c.notNull())
      .addColumn("expression", "text", (c) => c.notNull())
      .addColumn("since_ms", "bigint", (c) => c.notNull())
      .addPrimaryKeyConstraint("schedules_key", ["kind", "group_id"])
      .execute();

    await db.schema
      .createTable("schedule_slots")
      // The order in which they came, whatever the clock said.
      .addColumn("n", "integer", (c) => c.primaryKey())
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("group_id", "text", (c) => c.notNull())
      .addColumn("slot_ms", "bigint", (c) => c.notNull())
      .addColumn("claimed_ms", "bigint", (c) => c.notNull())
      .addColumn("holder", "text")
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("run_id", "text")
      .addColumn("text", "text", (c) => c.notNull())
      .addUniqueConstraint("schedule_slots_once", ["kind", "group_id", "slot_ms"])
      .execute();
  },
};
