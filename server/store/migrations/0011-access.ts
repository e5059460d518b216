import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** People, the browsers they are signed in with, API tokens and one-use links. Of secrets only hashes, or sealed. */
export const access: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("users")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("name", "text", (column) => column.notNull().unique())
      .addColumn("source", "text", (column) => column.notNull())
      .addColumn("subject", "text", (column) => column.unique())
      .addColumn("password", "text")
      .addColumn("totp", "text")
      .addColumn("totp_on", "integer", (column) => column.notNull().defaultTo(0))
      .addColumn("totp_step", "integer")
      .addColumn("recovery", "text", (column) => column.notNull().defaultTo("[]"))
      .addColumn("grants", "text", (column) => column.notNull())
      .addColumn("disabled", "integer", (column) => column.notNull().defaultTo(0))
      .addColumn("created_ms", "integer", (column) => column.notNull())
      .addColumn("signed_in_ms", "integer")
      .execute();
    await db.schema
      .createTable("sessions")
      .addColumn("hash", "text", (column) => column.primaryKey())
      .addColumn("id", "text", (column) => column.notNull().unique())
      .addColumn("user_id", "text", (column) => column.notNull())
      .addColumn("started_ms", "integer", (column) => column.notNull())
      .addColumn("seen_ms", "integer", (column) => column.notNull())
      .addColumn("confirmed_ms", "integer", (column) => column.notNull())
      .addColumn("address", "text")
      .addColumn("agent", "text")
      .execute();
    await db.schema.createIndex("sessions_user").on("sessions").column("user_id").execute();
    await db.schema
      .createTable("tokens")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("name", "text", (column) => column.notNull().unique())
      .addColumn("hash", "text", (column) => column.notNull().unique())
      .addColumn("grants", "text", (column) => column.notNull())
      .addColumn("created_ms", "integer", (column) => column.notNull())
      .addColumn("created_by", "text", (column) => column.notNull())
      .addColumn("expires_ms", "integer")
      .addColumn("used_ms", "integer")
      .execute();
    await db.schema
      .createTable("links")
      .addColumn("hash", "text", (column) => column.primaryKey())
      .addColumn("kind", "text", (column) => column.notNull())
      .addColumn("user_id", "text")
      .addColumn("expires_ms", "integer", (column) => column.notNull())
      .execute();
    await db.schema
      .createTable("access_version")
      .addColumn("id", "integer", (column) => column.primaryKey())
      .addColumn("n", "integer", (column) => column.notNull())
      .execute();
  },
};
