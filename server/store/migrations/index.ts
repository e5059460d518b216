import type { Migration, MigrationProvider } from "kysely/migration";
import { begin } from "./0001-begin";

/** In order of name, and never changed once released: a new need is a new file. In code, since the server is bundled. */
const migrations: Record<string, Migration> = {
  "0001-begin": begin,
};

export const provider: MigrationProvider = { getMigrations: async () => migrations };
