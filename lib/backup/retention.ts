import type { Backup } from "@/lib/contract";
import { findCollapse } from "./collapse";

export interface RetentionPolicy {
  /** So many of the newest verified backups of a group are kept, at least one. */
  readonly last: number;
  /** All that are younger than this are kept, too. */
  readonly days: number;
}

export interface Decision {
  readonly strike: readonly { readonly backup: Backup; readonly why: string }[];
  /** Why nothing that has a file is deleted, in words; null: deleting goes on. */
  readonly frozen: string | null;
}

const DAY_MS = 86_400_000;
/** Rows of failures have no file; this many of a group tell enough. */
export const MOST_FAILED = 100;

interface Place {
  readonly policy: RetentionPolicy;
  /** Its place among those of its state, 0 for the newest. */
  readonly place: number;
  readonly isOld: boolean;
  /** A verified one came after it. */
  readonly isOutdone: boolean;
}

/** Why a backup of a state is deleted; null: it is kept. */
const rules: Readonly<Record<Backup["state"], (at: Place) => string | null>> = {
  running: () => null,
  verified: ({ policy: { last, days }, place, isOld }) =>
    place >= Math.max(1, last) && isOld
      ? `Not among the newest ${last} verified ones, and older than ${days} days.`
      : null,
  saved: ({ policy: { days }, isOld, isOutdone }) =>
    isOld && isOutdone ? `Older than ${days} days, and a verified one came after it.` : null,
  damaged: ({ policy: { days }, isOld, isOutdone }) =>
    isOld && isOutdone ? `Damaged, older than ${days} days, and a verified one came after it.` : null,
  failed: ({ policy: { days }, place, isOld, isOutdone }) => {
    if (place >= MOST_FAILED) return `Not among the newest ${MOST_FAILED} failures.`;
    return isOld && isOutdone ? `Failed, older than ${days} days, and a verified one came after it.` : null;
  },
};

/**
 * Which backups of a group may go. Only what the catalogue says counts: no file is looked at. The newest verified one is that
 * which came last, whatever a clock said, and is always kept. Ages count back from the newest verified one where the clock
 * is ahead of it: neither a clock that was set wrong nor a time without backups makes any older.
 * @param backups newest first, in the order in which they came
 */
export function decideRetention(
  backups: readonly Backup[],
  policy: RetentionPolicy,
  nowMs: number,
): Decision {
  const verified = backups.filter(({ state }) => state === "verified");
  const [newest] = verified;
  const frozen = findCollapse(verified);
  const sinceMs = newest === undefined ? nowMs : Math.min(nowMs, Date.parse(newest.startedAt));
  const seen: Partial<Record<Backup["state"], number>> = {};
  let isOutdone = false;
  const strike = backups.flatMap((backup) => {
    const { state } = backup;
    const place = seen[state] ?? 0;
    seen[state] = place + 1;
    const isOld = sinceMs - Date.parse(backup.startedAt) > policy.days * DAY_MS;
    const why = rules[state]({ policy, place, isOld, isOutdone });
    if (state === "verified") isOutdone = true;
    return why === null || (frozen !== null && state !== "failed") ? [] : [{ backup, why }];
  });
  return { strike, frozen };
}
