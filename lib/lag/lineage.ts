import type { Offset } from "@/lib/units";

/** A history: the id an offset counts in, and the one it continued from. */
export interface Lineage {
  readonly replid: string;
  readonly previousReplid: string | null;
  /** The first offset that is no longer of `previousReplid`. */
  readonly previousReplidUntil: Offset | null;
  readonly offset: Offset;
}

/**
 * Whether the offset of an unlinked replica says that it holds no part of any stream: 0, or 1 where it was a replica from
 * its start (genRedisInfoString in server.c begins slave_repl_offset at 1). A copy that was tried and failed gives its
 * position up too (replicationDiscardCachedMaster in replication.c).
 */
export const isNowhere = (offset: Offset): boolean => offset <= 1;

/**
 * How the streams of two instances relate.
 * - `same`: one history; their offsets compare.
 * - `prefix`: all `b` holds is also the beginning of what `a` holds; their offsets compare.
 * - `ahead`: `b` is of the history `a` continued from, but holds bytes from after the switch that `a` never had.
 * - `diverged`: nothing says that a byte of one is a byte of the other; their offsets mean nothing to each other.
 */
export type Relation = "same" | "prefix" | "ahead" | "diverged";

/** Relates `b` to `a`, as masterTryPartialResynchronization in replication.c relates a replica to its upstream. */
export function comparable(a: Lineage, b: Pick<Lineage, "replid" | "offset">): Relation {
  if (a.replid === b.replid) return "same";
  if (a.previousReplid !== b.replid || a.previousReplidUntil === null) return "diverged";
  return b.offset < a.previousReplidUntil ? "prefix" : "ahead";
}
