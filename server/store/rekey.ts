import { existsSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import { ProblemError } from "@/server/errors";
import { busyTimeoutMs } from "./damage";
import { toStoreFailure } from "./failure";
import type { Database as Tables } from "./schema";
import { createSeal, sealWith } from "./seal";
import { findKey, type GivenKey } from "./seal-key";
import { openAll, sealAnew, sealedColumns } from "./sealed";
import type { Db } from "./sqlite";

export interface Rekeyed {
  /** How many values were sealed anew. */
  readonly values: number;
  /** Where the old key lies, which opens nothing any more. */
  readonly oldPlace: string;
}

/**
 * Seals everything in the store of `dataDir` anew with the key in `newFile`, in one transaction: all of it, or nothing. No
 * Tidemark may run on it, since it would go on sealing with the key it knows.
 * @throws ProblemError `store-in-use`, `store-failing`, `seal-key-missing`, `seal-key-wrong`, `seal-key-exposed`.
 */
export async function rekey(dataDir: string, given: GivenKey, newFile: string): Promise<Rekeyed> {
  const old = findKey(dataDir, given);
  const next = findKey(dataDir, { text: null, file: newFile });
  const values = await offline(dataDir, { readonly: false }, async (db, database, columns) => {
    // In WAL mode every connection shares the file: who gets it for itself alone is the only one.
    database.pragma("locking_mode = EXCLUSIVE");
    database.exec("begin exclusive");
    const count = await sealAnew(db, sealWith(old), sealWith(next), columns);
    database.exec("commit");
    return count;
  });
  return { values: values ?? 0, oldPlace: old.place };
}

/**
 * Whether the key opens all that lies sealed in the store of `dataDir`, also while Tidemark runs.
 * @throws ProblemError `store-failing`, `seal-key-missing`, `seal-key-wrong`, `seal-key-exposed`.
 */
export async function checkKey(dataDir: string, given: GivenKey): Promise<void> {
  const seal = createSeal(dataDir, given);
  await offline(dataDir, { readonly: true }, (db, _, columns) => openAll(db, seal, columns));
}

/** @returns null: there is no store. */
async function offline<T>(
  dataDir: string,
  { readonly }: { readonly readonly: boolean },
  work: (db: Db, database: Database.Database, columns: typeof sealedColumns) => Promise<T>,
): Promise<T | null> {
  const file = join(dataDir, "tidemark.db");
  if (!existsSync(file)) return null;
  let database: Database.Database | null = null;
  try {
    const timeout = readonly ? busyTimeoutMs : 0;
    database = new Database(file, { readonly, timeout });
    const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
    // A store of before has not all tables yet.
    const has = database.prepare("select 1 from pragma_table_info(?) where name = ?");
    const columns = sealedColumns.filter(({ table, column }) => has.get(table, column) !== undefined);
    return await work(db, database, columns);
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY")) throw inUse(dataDir);
    throw toStoreFailure(error);
  } finally {
    database?.close();
  }
}

const inUse = (dataDir: string): ProblemError =>
  new ProblemError(
    409,
    "store-in-use",
    "The store is in use",
    `A Tidemark runs on the store in ${dataDir}, and would go on sealing with the old key. Stop it first.`,
  );
