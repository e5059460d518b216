import type { Logger } from "pino";
import { type BackupPolicy, type BackupStanding, backupFacts } from "@/lib/backup/facts";
import type { Backup } from "@/lib/contract";
import type { Store } from "@/server/ports";

/** What is known of the backups of every group, at hand for each derivation. */
export interface BackupBook {
  /** Null: not read yet, or it cannot be. Asked for a group it has not met, it begins to read. */
  standing(group: string): BackupStanding | null;
  /** The store's list of backups, through which the book hears of every change of this process. */
  readonly backups: Store["backups"];
  /** Reads a group's list anew: another process changed it. */
  reread(group: string): Promise<void>;
  /** A group is not watched any more. */
  forget(group: string): void;
  close(): void;
}

export interface BookOptions {
  readonly store: Pick<Store, "backups" | "pictures">;
  readonly policy: () => BackupPolicy;
  /** The longest that pictures are kept: a group that has some of then was known before too. Milliseconds. */
  readonly historyKeepMs: number;
  readonly log: Pick<Logger, "warn">;
  readonly now: () => number;
}

/** So often the lists are read anew, since another process on the store may have struck a row. Milliseconds. */
const REREAD_MS = 60_000;
/** Pictures are struck so long after their time, at most. Milliseconds. */
const PRUNE_MS = 86_400_000;

interface Page {
  readonly rows: Map<string, Backup>;
  readonly knownSinceMs: number;
  facts: BackupStanding["facts"];
}

/** Keeps what the store lists of each group's backups, and what follows from it. */
export function createBackupBook({ store, policy, historyKeepMs, log, now }: BookOptions): BackupBook {
  const pages = new Map<string, Page>();
  const reading = new Map<string, Promise<void>>();
  let changes = 0;

  async function knownSince(group: string): Promise<number> {
    const known = pages.get(group)?.knownSinceMs;
    if (known !== undefined) return known;
    const past = await store.pictures.at(group, 0);
    const firstMs = past.group === null ? (past.afterMs ?? now()) : 0;
    return now() - firstMs >= historyKeepMs - PRUNE_MS ? 0 : firstMs;
  }

  /** One after the other: an older answer never takes the place of a newer one. */
  function reread(group: string): Promise<void> {
    const turn = (reading.get(group) ?? Promise.resolve()).then(async () => {
      try {
        const knownSinceMs = await knownSince(group);
        // What was saved while the list was read may not be in it.
        for (let seen = -1; seen !== changes; ) {
          seen = changes;
          const list = await store.backups.list({ group });
          const rows = new Map(list.map((backup) => [backup.id, backup]));
          pages.set(group, { rows, knownSinceMs, facts: backupFacts(list) });
        }
      } catch (error) {
        log.warn({ group, err: error }, "the list of backups could not be read");
      }
    });
    reading.set(group, turn);
    return turn;
  }

  function change(page: Page | undefined, alter: (rows: Map<string, Backup>) => void): void {
    changes += 1;
    if (page === undefined) return;
    alter(page.rows);
    page.facts = backupFacts([...page.rows.values()]);
  }

  const timer = setInterval(() => {
    for (const group of pages.keys()) void reread(group);
  }, REREAD_MS);
  timer.unref();

  return {
    standing(group) {
      const page = pages.get(group);
      if (page === undefined) {
        if (!reading.has(group)) void reread(group).finally(() => pages.has(group) || reading.delete(group));
        return null;
      }
      return { facts: page.facts, policy: policy(), knownSinceMs: page.knownSinceMs };
    },
    reread,
    forget(group) {
      pages.delete(group);
      reading.delete(group);
    },
    backups: {
      ...store.backups,
      save: async (backup, lease) => {
        await store.backups.save(backup, lease);
        change(pages.get(backup.group), (rows) => rows.set(backup.id, backup));
      },
      amend: async (id, by) => {
        const row = await store.backups.amend(id, by);
        if (row !== null) change(pages.get(row.group), (rows) => rows.set(id, row));
        return row;
      },
      delete: async (id) => {
        await store.backups.delete(id);
        for (const page of pages.values()) if (page.rows.has(id)) change(page, (rows) => rows.delete(id));
      },
    },
    close: () => clearInterval(timer),
  };
}
