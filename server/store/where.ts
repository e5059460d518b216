import { type RawBuilder, type SqlBool, sql } from "kysely";

/** A field of the object in a row's `body`, as text. */
const field = (name: string): RawBuilder<string | null> =>
  sql<string | null>`json_extract(body, ${`$.${name}`})`;

/** Rows whose object has one of these values in a field. */
export const fieldIn = (name: string, values: readonly string[]): RawBuilder<SqlBool> =>
  sql<SqlBool>`${field(name)} in (${sql.join(values)})`;

/** Rows in one of whose fields the words stand, in whatever case (of ASCII: SQLite's own lower()). */
export const wordsIn = (names: readonly string[], words: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`(${sql.join(
    names.map((name) => sql`instr(lower(coalesce(${field(name)}, '')), lower(${words})) > 0`),
    sql` or `,
  )})`;
