import type { Offset } from "@/lib/units";

/** What tells where two primaries parted. */
interface Side {
  readonly replid: string;
  readonly previousReplid: string | null;
  readonly previousReplidUntil: Offset | null;
  readonly offset: Offset;
}

/**
 * The first offset that two primaries no longer share; null: their histories do not meet in what they say. One was
 * promoted while the other went on, or both were promoted from the same third: then the earlier of the two ends counts.
 * Source: replication.c, shiftReplicationId.
 */
export function splitAt(a: Side, b: Side): number | null {
  if (a.previousReplid === b.replid) return a.previousReplidUntil;
  if (b.previousReplid === a.replid) return b.previousReplidUntil;
  if (a.previousReplid === null || a.previousReplid !== b.previousReplid) return null;
  if (a.previousReplidUntil === null || b.previousReplidUntil === null) return null;
  return Math.min(a.previousReplidUntil, b.previousReplidUntil);
}

/** Bytes of its stream that `side` counted since it parted from `other`, pings among them; null: cannot be told. */
export function ownBytes(side: Side, other: Side): number | null {
  const split = splitAt(side, other);
  return split === null || side.offset + 1 < split ? null : side.offset + 1 - split;
}
