import { sql } from "kysely";
import type { Seal } from "./seal";
import type { Db } from "./sqlite";

/** A column of sealed values. */
interface SealedColumn {
  readonly table: string;
  /** The column that tells its rows apart. */
  readonly id: string;
  readonly column: string;
  /** The name that a row's value is bound to. */
  readonly nameOf: (id: string) => string;
}

/** Everything that lies sealed in the store. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: "groups", id: "name", column: "sealed", nameOf: (name) => name },
  { table: "users", id: "id", column: "totp", nameOf: (id) => `totp:${id}` },
];

/**
 * Opens every sealed value once, so that a lost key, or another one, stops the start and not what needs the value later.
 * @throws ProblemError `seal-key-missing`, `seal-key-wrong`.
 */
export async function openAll(db: Db, seal: Seal, columns = sealedColumns): Promise<void> {
  await eachSealed(db, columns, async (_, name, sealed) => void seal.open(name, sealed));
}

/** Seals every value anew, with another key. @returns how many there are */
export async function sealAnew(db: Db, from: Seal, to: Seal, columns = sealedColumns): Promise<number> {
  let count = 0;
  await eachSealed(db, columns, async ({ table, id, column }, name, sealed, key) => {
    const anew = to.seal(name, from.open(name, sealed));
    await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${anew} where ${sql.ref(id)} = ${key}`.execute(
      db,
    );
    count += 1;
  });
  return count;
}

async function eachSealed(
  db: Db,
  columns: readonly SealedColumn[],
  work: (column: SealedColumn, name: string, sealed: string, id: string) => Promise<void>,
): Promise<void> {
  for (const one of columns) {
    const { rows } = await sql<{ id: string; sealed: string }>`
      select ${sql.ref(one.id)} as id, ${sql.ref(one.column)} as sealed
      from ${sql.table(one.table)} where ${sql.ref(one.column)} is not null`.execute(db);
    for (const { id, sealed } of rows) await work(one, one.nameOf(id), sealed, id);
  }
}
