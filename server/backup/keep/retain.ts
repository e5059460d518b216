import type { Logger } from "pino";
import { COLLAPSE_CHECK, withCollapse } from "@/lib/backup/collapse";
import { mayHaveFile } from "@/lib/backup/file";
import { decideRetention, type RetentionPolicy } from "@/lib/backup/retention";
import type { Backup, EventDraft } from "@/lib/contract";
import type { Store } from "@/server/ports";
import type { ReadFolder } from "./readers";

export interface RetainDeps {
  readonly store: Pick<Store, "backups" | "audit">;
  readonly folder: ReadFolder;
  readonly policy: RetentionPolicy;
  readonly now: () => number;
  readonly told: (backup: Backup) => void;
  readonly record: (drafts: readonly EventDraft[]) => void;
  readonly log: Logger;
}

/** Who deletes what the settings do not keep. */
export const RETENTION_ACTOR = "retention";

/**
 * Deletes what of a group's backups need not be kept, and says of the newest one where nothing is deleted because the data set
 * collapsed. A file that is being read waits for the next time.
 */
export async function retain(deps: RetainDeps, group: string): Promise<void> {
  const { store, folder, policy, log } = deps;
  const backups = await store.backups.inOrder(group);
  const { strike, frozen } = decideRetention(backups, policy, deps.now());
  const newest = backups.find(({ state }) => state === "verified");
  if (frozen !== null && newest !== undefined) await sayFrozen(deps, newest, frozen);
  for (const { backup, why } of strike) {
    const { id, instance } = backup;
    if (folder.isRead(id)) continue;
    await store.audit.append([
      {
        kind: "backup-deleted",
        actor: RETENTION_ACTOR,
        group,
        instance,
        run: null,
        detail: { backup: id, why },
      },
    ]);
    if (mayHaveFile(backup)) await folder.remove(id);
    await store.backups.delete(id);
    log.info({ backup: id, group, why }, "a backup was deleted");
  }
}

/** In the row of the backup, and once as an event. */
async function sayFrozen(
  { store, told, record, now }: RetainDeps,
  newest: Backup,
  why: string,
): Promise<void> {
  if (newest.checks.some(({ code }) => code === COLLAPSE_CHECK)) return;
  const changed = await store.backups.amend(newest.id, (row) =>
    withCollapse(row, { status: "warn", text: why, evidence: null }),
  );
  if (changed === null) return;
  told(changed);
  record([
    {
      at: new Date(now()).toISOString(),
      type: "retention-frozen",
      group: newest.group,
      instance: newest.instance,
      severity: "warning",
      title: `Backups of ${newest.group} are no longer deleted: the data set collapsed`,
      detail: why,
      run: newest.run,
    },
  ]);
}
