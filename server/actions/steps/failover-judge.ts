import type { InstanceId, Resolve } from "@/lib/group/member";
import type { ReplicationView } from "@/lib/info/view";

/** Where a switchover stands, by what both ends say at about the same time. */
export type FailoverStage =
  | "waiting-for-sync"
  | "in-progress"
  /** The target is the primary and the old one follows it. */
  | "swapped"
  /** The target is the primary; the old one does not answer. */
  | "taken-over"
  /** The old one is the writable primary, and no failover is under way. */
  | "as-before"
  | "two-primaries"
  | "unreadable";

/**
 * Reads the stage. Source: replication.c, updateFailoverStatus: the old primary demotes itself before the target is
 * asked to promote, so both being primaries means that an ABORT came too late to stop the target.
 */
export function judgeFailover(
  old: ReplicationView | null,
  target: ReplicationView | null,
  targetId: InstanceId,
  resolve: Resolve,
): FailoverStage {
  if (old === null) return target?.role === "primary" ? "taken-over" : "unreadable";
  if (old.failover === "waiting-for-sync") return "waiting-for-sync";
  if (old.role === "primary") {
    if (old.failover === "in-progress") return "in-progress";
    return target?.role === "primary" ? "two-primaries" : "as-before";
  }
  const follows = old.following !== null && resolve(old.following.upstream) === targetId;
  return old.failover !== "in-progress" && follows && target?.role === "primary" ? "swapped" : "in-progress";
}
