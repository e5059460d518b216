import type { Backup, Group } from "@/lib/contract";

/** What would be lost if every instance were gone: all that was written since the newest good backup. */
export interface Unprotected {
  readonly backup: Backup;
  /** Null: the offsets belong to two histories, or one is not known. */
  readonly bytes: number | null;
  readonly atMs: number;
}

/** Since the newest backup that ended well; null: there is none. */
export function unprotectedSince(group: Group | null, backups: readonly Backup[]): Unprotected | null {
  const good = backups
    .filter(({ state }) => state === "verified" || state === "saved")
    .sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
  const backup = good[0];
  if (backup === undefined) return null;
  const primary = group?.instances.find(({ id }) => id === group.primary) ?? null;
  const oneHistory =
    primary !== null &&
    backup.replid !== null &&
    (backup.replid === primary.replid || backup.replid === primary.previousReplid);
  const bytes =
    oneHistory && primary.offset !== null && backup.offset !== null ? primary.offset - backup.offset : null;
  return { backup, bytes: bytes === null || bytes < 0 ? null : bytes, atMs: Date.parse(backup.startedAt) };
}
