import { formatBytes, formatCount } from "@/lib/format";
import type { BacklogView } from "@/lib/info/view";
import type { Offset } from "@/lib/units";

/** What one end of a present or planned link knows of its own history. */
export interface ResyncSide {
  readonly replid: string;
  readonly previousReplid: string | null;
  /** `second_repl_offset`: the first offset that is no longer of `previousReplid`. */
  readonly previousReplidUntil: Offset | null;
  readonly offset: Offset;
  readonly backlog: BacklogView;
}

/**
 * What makes a full copy of a reconnect. `ahead`: the replica holds bytes that the upstream does not, of the same history or
 * of the one that it left.
 */
export type FullCause = "no-position" | "other-history" | "ahead" | "no-backlog" | "left-backlog";

export interface ResyncPrediction {
  readonly verdict: "partial" | "full" | "unknown";
  /** A sentence for a person: why. */
  readonly reason: string;
  /** Why it is full; null: it is not, or nobody can say. */
  readonly cause: FullCause | null;
  /** Bytes of the stream to send when partial; null otherwise: the size of a full copy cannot be told from here. */
  readonly bytes: number | null;
  /** Bytes the upstream may still take in before the byte this replica needs can leave its backlog; null unless partial. */
  readonly headroomBytes: number | null;
  /** Full because the needed byte has left the backlog: it did when the history came to this offset. Null otherwise. */
  readonly leftAt: number | null;
}

/**
 * The `slave_repl_offset` of a replica that holds no position and asks with `PSYNC ? -1` (genRedisInfoString in server.c:
 * neither `master` nor `cached_master`). It is no position: the shortest thing in a stream, a PING, is 14 bytes. 0 is one,
 * that of a replica of a primary to which nothing was written yet.
 */
const NO_POSITION = 1;

/**
 * What would happen if `replica` asked `upstream` to continue, both as they were read.
 * The replica sends its own replid and its offset + 1 (slaveTryPartialResynchronization in replication.c; a demoted
 * primary does the same, replicationCacheMasterUsingMyself). The upstream continues only when that id is its own, or its
 * previous one and the byte is not past the switch, and the byte lies in its backlog or is the very next one
 * (masterTryPartialResynchronization in replication.c).
 */
export function predictResync(replica: ResyncSide, upstream: ResyncSide): ResyncPrediction {
  if (replica.offset === NO_POSITION)
    return full("no-position", "The replica holds no position in any stream, so it asks for a full copy.");
  const needed = replica.offset + 1;
  if (replica.replid !== upstream.replid) {
    const until = upstream.previousReplidUntil;
    if (replica.replid !== upstream.previousReplid || until === null)
      return full("other-history", "Their histories differ, so nothing of the stream can be reused.");
    if (needed > until)
      return full(
        "ahead",
        `The replica holds ${formatBytes(needed - until)} that the upstream never had, so it cannot continue.`,
      );
  }
  const backlog = upstream.backlog;
  if (!backlog.active) return full("no-backlog", "The upstream keeps no backlog to continue from.");
  if (backlog.firstOffset === null)
    return {
      verdict: "unknown",
      reason: "The upstream does not say where its backlog begins.",
      cause: null,
      bytes: null,
      headroomBytes: null,
      leftAt: null,
    };
  if (needed < backlog.firstOffset)
    return {
      ...full(
        "left-backlog",
        `The needed offset ${formatCount(needed)} left the backlog: it begins ${formatBytes(backlog.firstOffset - needed)} later.`,
      ),
      leftAt: needed + backlog.historyBytes,
    };
  const next = backlog.firstOffset + backlog.historyBytes;
  if (needed > next)
    return full(
      "ahead",
      `The replica is ${formatBytes(needed - next)} ahead of the upstream, so it cannot continue.`,
    );
  const bytes = next - needed;
  return {
    verdict: "partial",
    reason:
      bytes === 0
        ? "The backlog holds all the replica needs; nothing is missing."
        : `The backlog holds the ${formatBytes(bytes)} the replica lacks.`,
    cause: null,
    bytes,
    headroomBytes: Math.max(0, backlog.sizeBytes - bytes),
    leftAt: null,
  };
}

const full = (cause: FullCause, reason: string): ResyncPrediction => ({
  verdict: "full",
  reason,
  cause,
  bytes: null,
  headroomBytes: null,
  leftAt: null,
});
