import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * A plan carries the request it answers. Older plans tell theirs by their action, instance and upstream; whether a
 * promotion moved the other replicas they do not say, and the default is that it did.
 */
export const planRequests: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`update plans set body = json_set(body, '$.request', json(case
        when json_extract(body, '$.action') in ('repoint', 'attach') then json_object(
          'action', json_extract(body, '$.action'),
          'instance', json_extract(body, '$.instance'),
          'upstream', json_extract(body, '$.upstream'))
        else json_object(
          'action', json_extract(body, '$.action'),
          'instance', json_extract(body, '$.instance'))
      end)) where json_valid(body)`.execute(db);
  },
};
