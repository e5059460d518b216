import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { Kysely, SqliteDialect, sql } from "kysely";
import { ProblemError } from "@/server/errors";
import type { Database as Tables } from "./schema";

// Everything that only SQLite understands lives in this file; PostgreSQL would be its sibling.

export type Db = Kysely<Tables>;

export interface OpenFile {
  readonly db: Db;
  /** Whether the path still leads to the file that is open. */
  isInPlace(): boolean;
}

/** SQLite's own wait for another process's write. It blocks our event loop, so the longer wait is ours. */
const busyTimeoutMs = 10;

/** Tables whose loss would hide what was done to the servers: each is checked before the store is used. */
const journal = ["runs", "plans", "events", "backups", "groups"] as const;

/**
 * Opens `tidemark.db` in `dataDir`, making folder (0700) and file (0600) where they are missing.
 * @throws ProblemError `store-damaged` when the file is not a sound database: it is left as it is, since a fresh
 * one in its place would hide the journal of past actions; `store-failing` when the folder cannot be used.
 */
export function openSqlite(dataDir: string): OpenFile {
  const file = join(dataDir, "tidemark.db");
  try {
    if (!existsSync(dataDir)) mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    closeSync(openSync(file, "a", 0o600));
    chmodSync(file, 0o600);
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new ProblemError(
      503,
      "store-failing",
      "The store cannot be opened",
      `data-dir ${dataDir} cannot be used (${why}). Name a folder that can be written, with data-dir.`,
    );
  }
  if (!isDatabase(file)) throw damaged(file);
  const database = new Database(file, { timeout: busyTimeoutMs });
  try {
    database.pragma("journal_mode = WAL");
    // A step must be on the disk before its command is sent; the load is one small commit a second.
    database.pragma("synchronous = FULL");
    database.pragma("foreign_keys = ON");
    const exists = database.prepare("select 1 from sqlite_schema where type = 'table' and name = ?");
    for (const table of journal) {
      if (exists.get(table) === undefined) continue;
      if (database.pragma(`quick_check('${table}')`, { simple: true }) !== "ok") throw damaged(file);
    }
    const inode = inodeOf(file);
    return {
      db: new Kysely<Tables>({ dialect: new SqliteDialect({ database }) }),
      isInPlace: () => inodeOf(file) === inode,
    };
  } catch (error) {
    database.close();
    if (error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code))
      throw damaged(file);
    throw error;
  }
}

const inodeOf = (file: string): number | null => statSync(file, { throwIfNoEntry: false })?.ino ?? null;

/** https://www.sqlite.org/fileformat.html: the first 16 bytes; an empty file is a database yet to be. */
function isDatabase(file: string): boolean {
  const head = Buffer.alloc(16);
  const handle = openSync(file, "r");
  const read = readSync(handle, head, 0, 16, 0);
  closeSync(handle);
  return read === 0 || head.toString("latin1") === "SQLite format 3\0";
}

const damaged = (file: string): ProblemError =>
  new ProblemError(
    503,
    "store-damaged",
    "The store is damaged",
    `${file} is not a sound database. Nothing was changed. Restore it from a copy; or, to begin anew without the ` +
      "journal of past actions, move it and its -wal and -shm files away.",
  );

/** At the end of `create table`: rows lie in the order of their primary key, which then needs no index beside them. */
export const clustered = sql`without rowid`;

/**
 * A transaction that takes the write lock at its start, so that what it reads still holds when it writes,
 * also against other processes (`BEGIN IMMEDIATE`).
 */
export const inWriteTransaction = <T>(db: Db, work: (db: Db) => Promise<T>): Promise<T> =>
  db.connection().execute(async (connection) => {
    await sql`begin immediate`.execute(connection);
    try {
      const value = await work(connection);
      await sql`commit`.execute(connection);
      return value;
    } catch (error) {
      await sql`rollback`.execute(connection).catch(() => undefined);
      throw error;
    }
  });

/** Whether `error` says that a unique value is taken already. */
export const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Database.SqliteError && /^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)/.test(error.code);
