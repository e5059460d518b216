import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Backups tell how they were taken, and what a walk counted: until now each was a BGSAVE, whose file nobody walked. */
export const backupMethods: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`update backups set body = json_insert(body, '$.method', 'bgsave', '$.databases', json('null'),
      '$.location', json('null'), '$.rechecked', json('null'))
      where json_valid(body) and json_type(body) = 'object'`.execute(db);
  },
};
