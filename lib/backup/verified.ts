import type { Backup } from "@/lib/contract";

/** A verified backup, and the place in the stream that it holds all of. */
export interface VerifiedPoint {
  readonly backup: string;
  readonly instance: string;
  /** When it ended. */
  readonly at: string;
  readonly replid: string | null;
  readonly offset: number | null;
}

/** The one of `backups` that is verified and ended last; null: none is. */
export function newestVerified(backups: readonly Backup[]): VerifiedPoint | null {
  let newest: VerifiedPoint | null = null;
  for (const { id, instance, state, endedAt, replid, offset } of backups) {
    if (state !== "verified" || endedAt === null) continue;
    if (newest === null || Date.parse(endedAt) > Date.parse(newest.at))
      newest = { backup: id, instance, at: endedAt, replid, offset };
  }
  return newest;
}
