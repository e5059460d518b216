import type { Backup } from "@/lib/contract";
import { newestVerified, type VerifiedPoint } from "./verified";

/** What the list of a group's backups says, as far as findings and figures need it. Times are Unix milliseconds. */
export interface BackupFacts {
  /** The newest verified one; null: there is none. */
  readonly newest: VerifiedPoint | null;
  /** The one that ended last, where it failed; null: it did not, or none has ended. */
  readonly failed: Ended | null;
  /** Those whose file is no longer what was proven, newest first. */
  readonly damaged: readonly Ended[];
  /** When a drill of any of them last ended well; null: none has. */
  readonly drilledMs: number | null;
  /** The last drill of any of them, where it did not end well; null: it did, or there was none. */
  readonly failedDrill: { readonly backup: string; readonly atMs: number; readonly text: string } | null;
}

/** A backup that ended, and with what. */
export interface Ended {
  readonly backup: string;
  readonly instance: string;
  readonly endedAt: string;
  readonly error: string | null;
}

/** What `backups` of one group say, in whatever order they come. */
export function backupFacts(backups: readonly Backup[]): BackupFacts {
  const ended = backups
    .flatMap((backup) => endOf(backup) ?? [])
    .sort((a, b) => Date.parse(b.endedAt) - Date.parse(a.endedAt));
  // One that a person broke off says nothing of whether backups work.
  const [last] = ended.filter(({ cancelled }) => !cancelled);
  const drills = backups
    .flatMap(({ id, drill }) =>
      drill === null ? [] : [{ backup: id, ...drill, atMs: Date.parse(drill.at) }],
    )
    .sort((a, b) => b.atMs - a.atMs);
  const [drill] = drills;
  return {
    newest: newestVerified(backups),
    failed: last?.state === "failed" ? told(last) : null,
    damaged: ended.filter(({ state }) => state === "damaged").map(told),
    drilledMs: drills.find(({ ok }) => ok)?.atMs ?? null,
    failedDrill:
      drill === undefined || drill.ok ? null : { backup: drill.backup, atMs: drill.atMs, text: drill.text },
  };
}

type End = Ended & { readonly state: Backup["state"]; readonly cancelled: boolean };

function endOf({ id, instance, state, endedAt, error }: Backup): End | null {
  if (state === "running" || endedAt === null) return null;
  const cancelled = state === "failed" && error?.startsWith("Cancelled") === true;
  return { backup: id, instance, endedAt, error, state, cancelled };
}

const told = ({ backup, instance, endedAt, error }: Ended): Ended => ({ backup, instance, endedAt, error });

/** What is asked of the backups of every group. */
export interface BackupPolicy {
  /** A group whose newest verified backup is older has none that counts. Milliseconds. */
  readonly maxAgeMs: number;
  /** A drill that is older proves nothing any more. Milliseconds. */
  readonly drillMaxAgeMs: number;
  /** Whether drills are made by a schedule. */
  readonly drillsScheduled: boolean;
}

/** The backups of one group beside what is asked of them. */
export interface BackupStanding {
  readonly facts: BackupFacts;
  readonly policy: BackupPolicy;
  /** Since when the group is known, as far back as that is kept. Unix milliseconds. */
  readonly knownSinceMs: number;
}
