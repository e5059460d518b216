import type { Group, Instance, Protection } from "@/lib/contract";
import { type Branch, branchesOf, sharedUntil } from "@/lib/lag/branches";
import { toOffset } from "@/lib/units";
import type { VerifiedPoint } from "./verified";

type Place = Pick<Instance, "reachable" | "replid" | "previousReplid" | "previousReplidUntil" | "offset">;
type Point = Omit<VerifiedPoint, "instance">;

/**
 * What is in no verified backup: how far `primary` is past `point`, and how long ago that ended. Offsets are subtracted
 * only within one history, or across forks that are known: the one the primary names (`replid2`, `second_repl_offset`) and
 * `forks`, which were seen before it. A new history goes on counting where the one before stopped (shiftReplicationId in
 * replication.c).
 * @param primary null: the group has none
 * @param nowMs Unix milliseconds
 */
export function protectionOf(
  point: Point,
  primary: Place | null,
  nowMs: number,
  forks: readonly Branch[] = [],
): Protection {
  return {
    backup: point.backup,
    at: point.at,
    replid: point.replid,
    offset: point.offset,
    ...bytesSince(point, primary, forks),
    seconds: Math.max(0, (nowMs - Date.parse(point.at)) / 1000),
  };
}

function bytesSince(
  { replid, offset }: Point,
  primary: Place | null,
  forks: readonly Branch[],
): Pick<Protection, "bytes" | "unknown"> {
  if (primary === null || !primary.reachable) return { bytes: null, unknown: "no-primary" };
  if (replid === null || offset === null || primary.replid === null || primary.offset === null)
    return { bytes: null, unknown: "no-position" };
  if (primary.replid !== replid) {
    const until = sharedUntil(branchesWith(forkOf(primary), forks), primary.replid, replid);
    if (until === null) return { bytes: null, unknown: "other-history" };
    if (offset >= until) return { bytes: null, unknown: "ahead" };
  }
  // A primary that was read before the backup's fork is not behind it: it has come that far meanwhile.
  return { bytes: Math.max(0, primary.offset - offset), unknown: null };
}

/** Where the history that an instance counts in branched off; null: it names none before it. */
export function forkOf({
  replid,
  previousReplid,
  previousReplidUntil,
}: Pick<Place, "replid" | "previousReplid" | "previousReplidUntil">): Branch | null {
  if (replid === null || previousReplid === null || previousReplidUntil === null) return null;
  return { replid, parent: previousReplid, from: toOffset(previousReplidUntil) };
}

const branchesWith = (own: Branch | null, forks: readonly Branch[]): Branch[] =>
  branchesOf(
    (own === null ? forks : [own, ...forks]).map(({ replid, parent, from }) => ({
      replid,
      previousReplid: parent,
      previousReplidUntil: from,
      isPrimary: true,
    })),
  );

/**
 * The protection of a group after a new sample of its instances. Where the server has counted backup and primary alike,
 * they go on to be for as long as the primary's history is the same: the forks between them are the server's to know.
 * @param before the group as it was told
 */
export function protectionAfter(
  before: Pick<Group, "primary" | "instances" | "protection">,
  instances: readonly Instance[],
  nowMs: number,
): Protection | null {
  const told = before.protection;
  if (told === null) return null;
  const primary = primaryOf({ ...before, instances });
  const goesOn = told.bytes !== null && primary !== null && primaryOf(before)?.replid === primary.replid;
  const point = goesOn ? { ...told, replid: primary.replid } : told;
  return { ...protectionOf(point, primary, nowMs), replid: told.replid };
}

export const primaryOf = ({
  primary,
  instances,
}: {
  readonly primary: string | null;
  readonly instances: readonly Instance[];
}): Instance | null => instances.find(({ id }) => id === primary) ?? null;
