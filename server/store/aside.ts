import { existsSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ProblemError } from "@/server/errors";
import type { Damage } from "./damage";

/** What SQLite keeps beside a database, the log first: a file that stays alone then is one that lost its log. */
const besides = ["-wal", "-shm", ""] as const;

/**
 * Moves a damaged file, byte for byte, out of the way of a new one: `tidemark.db.damaged-TIME`, its log with it. An
 * incomplete one stays in use, and a note, `tidemark.db.incomplete-TIME`, stands for what it lost.
 * @throws ProblemError `store-damaged` when the folder does not let it.
 */
export function setAside(file: string, damage: Damage, nowMs: number): void {
  const time = new Date(nowMs).toISOString().replaceAll(/[:.]/g, "-");
  const aside = `${file}.${damage.kind}-${time}`;
  try {
    if (damage.kind === "incomplete")
      writeFileSync(aside, `${basename(file)} ${damage.found}. Remove this note to go on.\n`, {
        mode: 0o600,
      });
    else
      for (const beside of besides) if (existsSync(file + beside)) renameSync(file + beside, aside + beside);
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new ProblemError(
      503,
      "store-damaged",
      "The store is damaged",
      `${file} ${damage.found}, and cannot be set aside (${why}). Nothing was changed. ` +
        "Restore it from a copy; or move it and its -wal and -shm files away.",
    );
  }
}

/**
 * What lies aside in `dataDir`, in words for a person; null: nothing. It counts until somebody takes it away: nobody else
 * can know that what it holds is not missed.
 */
export function lyingAside(dataDir: string): string | null {
  let names: string[];
  try {
    names = readdirSync(dataDir).sort();
  } catch {
    return null;
  }
  const newest = (kind: Damage["kind"]) => names.findLast((name) => name.startsWith(`tidemark.db.${kind}-`));
  const found = newest("damaged") ?? newest("incomplete");
  if (found === undefined) return null;
  const path = join(dataDir, found.replace(/-(wal|shm)$/, ""));
  return found.includes(".incomplete-")
    ? "The store has lost its newest writes: its write-ahead log was gone at a start. Runs of the last moments before it " +
        `may be missing from the list. Look at the roles, then remove ${path}; actions are off until then.`
    : `The store was damaged and lies aside as ${path}; a new one was begun. History, runs and groups added on the page ` +
        `are missing from it. Stop Tidemark and restore ${join(dirname(path), "tidemark.db")} from a copy, or go on without; ` +
        `either way move that file out of ${dirname(path)}. Actions are off until then.`;
}
