import { lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Backup, Run } from "@/lib/contract";

const DRAFT = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.rdb\.part$/;

interface Owners {
  readonly backups: { get(id: string): Promise<Backup | null> };
  readonly runs: { get(id: string): Promise<Run | null> };
}

/**
 * Removes the half-written backups that a process which died left in `data-dir/backups`, and that no run will clear away any
 * more. One of a run that is still running stays: it is its own process' that is at work, or theirs who take the run up once
 * its lease is over. A row stands in the store before its file is begun, so a file without one is nobody's.
 * What is no draft of ours by name and kind stays, and so does every finished backup.
 * @returns how many it removed
 */
export async function sweepDrafts(dataDir: string, store: Owners, log: Logger): Promise<number> {
  const dir = join(dataDir, "backups");
  const names = await readdir(dir).catch(() => []);
  let removed = 0;
  for (const name of names) {
    const id = DRAFT.exec(name)?.[1];
    if (id === undefined) continue;
    try {
      if (!(await lstat(join(dir, name))).isFile() || (await isOwned(id, store))) continue;
      await rm(join(dir, name), { force: true });
      removed += 1;
    } catch (error) {
      // It takes room, and does no other harm: no reason not to start.
      log.warn({ err: error, backup: id }, "a half-written backup could not be cleared away");
    }
  }
  if (removed > 0) log.info({ removed }, "half-written backups that nobody goes on with were removed");
  return removed;
}

async function isOwned(id: string, { backups, runs }: Owners): Promise<boolean> {
  const backup = await backups.get(id);
  if (backup?.state !== "running" || backup.run === null) return false;
  return (await runs.get(backup.run))?.state === "running";
}
