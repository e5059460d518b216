import type { Logger } from "pino";
import type { Backup } from "@/lib/contract";
import type { Store } from "@/server/ports";
import { BackupFileError, type BackupTarget } from "./target";

/**
 * Removes what failed backups may have left in a place that could not be reached then: their rows still name it. Rows alone are
 * gone by, so that nothing is touched that another Tidemark put into the same bucket.
 */
export async function clearLeftovers(
  target: BackupTarget,
  store: { readonly backups: Pick<Store["backups"], "list" | "amend"> },
  options: { readonly told: (backup: Backup) => void; readonly log: Logger },
): Promise<void> {
  for (const backup of await store.backups.list({})) {
    if (backup.state !== "failed" || backup.location === null) continue;
    try {
      await target.remove(backup.id);
      const row = await store.backups.amend(backup.id, (now) => ({ ...now, location: null }));
      if (row !== null) options.told(row);
    } catch (error) {
      if (!(error instanceof BackupFileError)) throw error;
      options.log.warn(
        { backup: backup.id, problem: error.message },
        "a failed backup left what is still there",
      );
    }
  }
}
