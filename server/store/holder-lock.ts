import { closeSync, existsSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";

const fileOf = (dataDir: string, holder: string): string => join(dataDir, `holder-${holder}.lock`);

/**
 * A file that a process keeps locked while it holds a group. The kernel lets go of the lock when the process ends, however
 * it ends, so that the next one need not wait for the lease; a process that is merely stopped keeps it. SQLite does the
 * locking, since Node has no call for it. Best effort: without the lock there is the lease.
 */
export class HolderLock {
  #held: Database.Database | null = null;

  constructor(
    private readonly dataDir: string,
    private readonly holder: string,
  ) {}

  hold(): void {
    if (this.#held !== null) return;
    let database: Database.Database | null = null;
    try {
      // SQLite would make it for everybody to read.
      closeSync(openSync(fileOf(this.dataDir, this.holder), "a", 0o600));
      database = new Database(fileOf(this.dataDir, this.holder), { timeout: 0 });
      database.exec("begin exclusive");
      this.#held = database;
    } catch {
      database?.close();
      // A file that lies there unlocked would say that we are gone.
      removeLock(this.dataDir, this.holder);
    }
  }

  drop(): void {
    this.#held?.close();
    this.#held = null;
    removeLock(this.dataDir, this.holder);
  }
}

/** Whether the holder's process has ended for certain: its file is there, and nobody has it locked. */
export function isGone(dataDir: string, holder: string): boolean {
  if (!existsSync(fileOf(dataDir, holder))) return false;
  let database: Database.Database | null = null;
  try {
    database = new Database(fileOf(dataDir, holder), { fileMustExist: true, timeout: 0 });
    database.exec("begin exclusive");
    return true;
  } catch {
    return false;
  } finally {
    database?.close();
  }
}

export function removeLock(dataDir: string, holder: string): void {
  try {
    rmSync(fileOf(dataDir, holder), { force: true });
  } catch {
    // A file of no bytes that stays is no harm.
  }
}
