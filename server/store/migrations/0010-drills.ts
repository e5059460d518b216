import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** A drill sends nothing that changes a group, and so does not keep a run of the group from being one of one. */
export const drills: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.dropIndex("runs_one_running").execute();
    await sql`create unique index runs_one_running on runs (group_id)
      where state = 'running' and action <> 'drill'`.execute(db);
  },
};
