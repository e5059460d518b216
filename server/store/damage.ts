import { closeSync, existsSync, openSync, readSync, rmSync, statSync, writeFileSync } from "node:fs";
import Database from "better-sqlite3";
import { isDamage } from "./failure";

/** All tables but samples and pictures, which alone grow large: each is checked before the store is used. */
const small = [
  "kysely_migration",
  "runs",
  "plans",
  "leases",
  "audit",
  "audit_head",
  "events",
  "backups",
  "groups",
  "findings",
  "series",
  "rollups",
  "pulse",
] as const;

/** A file up to this size is checked whole at every start: a quarter of a second. A larger one when damage was met. Bytes. */
const wholeUpTo = 64 * 1024 ** 2;

/** What a start finds wrong with the store's file. */
export interface Damage {
  /**
   * `damaged`: it is no sound database. `incomplete`: it is sound, but its write-ahead log is gone, and with it the newest
   * writes.
   */
  readonly kind: "damaged" | "incomplete";
  /** What was found, to go after the file's name. */
  readonly found: string;
}

/**
 * While a store is open its file says so in this field of its header, and the next start finds it there after a crash. A
 * crash leaves the log beside the file; a file that was not closed and has no log beside it has lost it.
 * https://www.sqlite.org/pragma.html#pragma_user_version
 */
export const openMark = { open: 1, closed: 0 } as const;

/** How long SQLite itself waits for another process, milliseconds: it blocks our event loop, so the longer wait is ours. */
export const busyTimeoutMs = 10;

/** Looks at the file without changing a byte of it or of its log: an ordinary connection would write the log into it. */
export function findDamage(file: string, wholeUpToBytes = wholeUpTo): Damage | null {
  const size = sizeOf(file);
  const logSize = sizeOf(`${file}-wal`);
  if (size === null)
    return logSize === null || logSize === 0 ? null : damaged("is gone, but its write-ahead log is there");
  if (size === 0) return damaged("is empty");
  if (!hasHeader(file)) return damaged("does not begin as a database does");
  const isWhole = size <= wholeUpToBytes || existsSync(suspectOf(file));
  const damage = check(file, { hasLog: logSize !== null, isWhole });
  rmSync(suspectOf(file), { force: true });
  return damage;
}

/** Lets the next start check the file whole, however large it is. */
export function suspect(file: string): void {
  try {
    writeFileSync(suspectOf(file), "", { mode: 0o600 });
  } catch {
    // Where not even this can be written, the start after next may find it.
  }
}

function check(file: string, { hasLog, isWhole }: { hasLog: boolean; isWhole: boolean }): Damage | null {
  let database: Database.Database | null = null;
  try {
    database = new Database(file, { readonly: true, timeout: busyTimeoutMs });
    const exists = database.prepare("select 1 from sqlite_schema where type = 'table' and name = ?");
    const checks = isWhole
      ? ["quick_check"]
      : small.filter((table) => exists.get(table) !== undefined).map((table) => `quick_check('${table}')`);
    if (checks.some((one) => database?.pragma(one, { simple: true }) !== "ok"))
      return damaged("is not sound inside");
    const wasClosed = database.pragma("user_version", { simple: true }) !== openMark.open;
    return hasLog || wasClosed ? null : { kind: "incomplete", found: "has lost its write-ahead log" };
  } catch (error) {
    if (isDamage(error)) return damaged("is not sound inside");
    throw error;
  } finally {
    database?.close();
  }
}

const damaged = (found: string): Damage => ({ kind: "damaged", found });
const suspectOf = (file: string): string => `${file}.suspect`;
const sizeOf = (file: string): number | null => statSync(file, { throwIfNoEntry: false })?.size ?? null;

/** https://www.sqlite.org/fileformat.html: the first 16 bytes. */
function hasHeader(file: string): boolean {
  const head = Buffer.alloc(16);
  const handle = openSync(file, "r");
  readSync(handle, head, 0, 16, 0);
  closeSync(handle);
  return head.toString("latin1") === "SQLite format 3\0";
}
