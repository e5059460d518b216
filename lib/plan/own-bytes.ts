import type { Instance } from "@/lib/contract";
import { type Branch, branchesOf, type Standing, sharedUntil } from "@/lib/lag/branches";
import { toOffset } from "@/lib/units";

/** The histories these instances count in, as a tree. */
export const branchesAmong = (instances: Iterable<Instance>): Branch[] =>
  branchesOf([...instances].flatMap(standingOf));

/** Bytes of the stream that `instance` holds and `other` never had; null: not known, or nothing of the two compares. */
export function ownBytesBeside(
  branches: readonly Branch[],
  instance: Instance,
  other: Instance,
): number | null {
  if (instance.offset === null || instance.replid === null || other.replid === null) return null;
  const until = sharedUntil(branches, instance.replid, other.replid);
  if (until === null) return null;
  // Samples are not of one instant: who is fed by the other cannot be ahead of it.
  if (until === Number.POSITIVE_INFINITY && instance.link?.state === "up") return 0;
  if (other.offset === null) return until === Number.POSITIVE_INFINITY ? null : own(instance.offset, until);
  return own(instance.offset, Math.min(until, other.offset + 1));
}

/** The same of a primary, which counts what it is given only while it keeps a backlog (replication.c, replicationFeedSlaves). */
export const countedOwnBytes = (
  branches: readonly Branch[],
  primary: Instance,
  other: Instance,
): number | null => (primary.backlog?.active === true ? ownBytesBeside(branches, primary, other) : null);

const own = (offset: number, until: number): number => Math.max(0, offset + 1 - until);

function standingOf({ replid, previousReplid, previousReplidUntil, role }: Instance): Standing[] {
  return replid === null
    ? []
    : [
        {
          replid,
          previousReplid,
          previousReplidUntil: previousReplidUntil === null ? null : toOffset(previousReplidUntil),
          isPrimary: role === "primary",
        },
      ];
}
