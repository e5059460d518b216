import { chmodSync, closeSync, existsSync, mkdirSync, openSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { Kysely, SqliteDialect, sql } from "kysely";
import { ProblemError } from "@/server/errors";
import { setAside } from "./aside";
import { busyTimeoutMs, type Damage, findDamage, openMark } from "./damage";
import type { Database as Tables } from "./schema";

// Everything that only SQLite understands lives in this file; PostgreSQL would be its sibling.

export type Db = Kysely<Tables>;

export interface OpenFile {
  readonly db: Db;
  readonly file: string;
  /** What was wrong with the file; it was dealt with. */
  readonly damage: Damage | null;
  /** Whether the path still leads to the file that is open. */
  isInPlace(): boolean;
  close(): Promise<void>;
}

/**
 * Opens `tidemark.db` in `dataDir`, making folder (0700) and file (0600) where they are missing. A file that is no sound
 * database is set aside first, and a new one made in its place.
 * @throws ProblemError `store-damaged` when it cannot be set aside; `store-failing` when the folder cannot be used.
 */
export function openSqlite(dataDir: string, nowMs: number): OpenFile {
  const file = join(dataDir, "tidemark.db");
  if (!existsSync(dataDir)) usable(dataDir, () => mkdirSync(dataDir, { recursive: true, mode: 0o700 }));
  const inode = inodeOf(file);
  const damage = findDamage(file);
  // Another process that starts may have set it aside meanwhile: what lies there now is its new one.
  if (damage !== null && inodeOf(file) !== inode) return openSqlite(dataDir, nowMs);
  if (damage !== null) setAside(file, damage, nowMs);
  const isNew = !existsSync(file);
  usable(dataDir, () => {
    closeSync(openSync(file, "a", 0o600));
    chmodSync(file, 0o600);
  });
  try {
    return { file, damage, ...connect(file) };
  } catch (error) {
    // An empty file would be taken for a damaged one at the next start.
    if (isNew && statSync(file, { throwIfNoEntry: false })?.size === 0) rmSync(file);
    throw error;
  }
}

function usable(dataDir: string, work: () => unknown): void {
  try {
    work();
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new ProblemError(
      503,
      "store-failing",
      "The store cannot be opened",
      `data-dir ${dataDir} cannot be used (${why}). Name a folder that can be written, with data-dir.`,
    );
  }
}

function connect(file: string): Pick<OpenFile, "db" | "isInPlace" | "close"> {
  const database = new Database(file, { timeout: busyTimeoutMs });
  /** Best effort: without the mark a log that is taken away goes unnoticed, which is no reason not to start. */
  const mark = (as: keyof typeof openMark): void => {
    try {
      database.pragma(`user_version = ${openMark[as]}`);
      database.pragma("wal_checkpoint(PASSIVE)");
    } catch (error) {
      if (!(error instanceof Database.SqliteError)) throw error;
    }
  };
  try {
    database.pragma("journal_mode = WAL");
    // A step must be on the disk before its command is sent; the load is one small commit a second.
    database.pragma("synchronous = FULL");
    database.pragma("foreign_keys = ON");
    mark("open");
    const inode = inodeOf(file);
    const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
    return {
      db,
      isInPlace: () => inodeOf(file) === inode,
      close: async () => {
        if (database.open) mark("closed");
        await db.destroy();
      },
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

const inodeOf = (file: string): number | null => statSync(file, { throwIfNoEntry: false })?.ino ?? null;

/** At the end of `create table`: rows lie in the order of their primary key, which then needs no index beside them. */
export const clustered = sql`without rowid`;

/** Orders rows as they were first written, whatever the clock said meanwhile: a later row has a higher number. */
export const inOrderOfArrival = sql`rowid`;

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
