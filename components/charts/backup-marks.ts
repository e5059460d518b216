import type { Backup, Event } from "@/lib/contract";
import { clustersOf } from "./marks";

/** `verified` and `saved` as in the list; `lost`: it failed, or its file is damaged. */
export type BackupMarkKind = "lost" | "verified" | "saved";

/** One backup on the time axis, or several that would cover each other. */
export interface BackupMark {
  readonly atMs: number;
  readonly kind: BackupMarkKind;
  /** How many it stands for. */
  readonly count: number;
  /** What happened, oldest first. */
  readonly events: readonly Event[];
  /** Where it leads: the row of the weightiest of them. Null: that is struck from the list. */
  readonly row: { readonly id: string; readonly group: string } | null;
}

/** Of several at one place the first names the mark. */
const weights: readonly BackupMarkKind[] = ["lost", "verified", "saved"];

/** As the backup stands by now: one that was verified may be damaged. Of one that is struck from the list the event is left. */
function kindOf({ severity }: Event, backup: Backup | null): BackupMarkKind {
  if (backup === null) return severity === "info" ? "verified" : "lost";
  if (backup.state === "saved") return "saved";
  return backup.state === "verified" ? "verified" : "lost";
}

/**
 * Marks of the backups that ended within the axis; those nearer than `nearMs` become one. The backup of an event is found by
 * its run.
 */
export function backupMarksOf(
  events: readonly Event[],
  backups: readonly Backup[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  nearMs: number,
): BackupMark[] {
  const byRun = new Map(backups.map((backup) => [backup.run, backup]));
  const ended = events
    .filter(({ type }) => type === "backup-ended")
    .map((event) => {
      const backup = event.run === null ? null : (byRun.get(event.run) ?? null);
      return { event, backup, atMs: Date.parse(event.at), kind: kindOf(event, backup) };
    })
    .filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
    .sort((a, b) => a.atMs - b.atMs);
  return clustersOf(ended, nearMs).map((cluster) => {
    // Of equals the newest: it is the one that counts.
    const first = cluster.reduce((a, b) => (weights.indexOf(b.kind) <= weights.indexOf(a.kind) ? b : a));
    return {
      atMs: first.atMs,
      kind: first.kind,
      count: cluster.length,
      events: cluster.map(({ event }) => event),
      row: first.backup === null ? null : { id: first.backup.id, group: first.backup.group },
    };
  });
}
