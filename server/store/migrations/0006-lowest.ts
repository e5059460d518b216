import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** The lowest headroom of each step, which rows that were there before do not know. */
export const lowest: Migration = {
  async up(db: Kysely<unknown>) {
    for (const column of ["headroom_seconds_min", "headroom_bytes_min"])
      await db.schema.alterTable("samples").addColumn(column, "double precision").execute();
  },
};
