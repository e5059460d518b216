import type { Group, Instance, Lineage } from "@/lib/contract";
import { branchesOf, type Standing, sharedUntil } from "@/lib/lag/branches";
import { toOffset } from "@/lib/units";
import { forecastResync } from "./forecast";

/**
 * The histories of a group as a tree, with who stands where, and what each instance would lose by following the group's
 * primary: the bytes it holds from after the place where their histories part.
 */
export function lineageOf(group: Group): Lineage {
  const primary = group.instances.find(({ id }) => id === group.primary) ?? null;
  const branches = branchesOf(group.instances.flatMap(standingOf));
  const told = branches.map(({ replid, parent, from }) => ({
    replid,
    parent,
    from,
    ofPrimary: primary?.replid === replid,
    members: group.instances
      .filter((instance) => instance.replid === replid)
      .sort((a, b) => Number(b.id === group.primary) - Number(a.id === group.primary))
      .map((instance) => ({
        instance: instance.id,
        offset: instance.offset,
        ...(primary === null || primary === instance
          ? NOTHING_TO_JOIN
          : rejoin(group, branches, instance, primary)),
      })),
  }));
  return { primary: primary?.id ?? null, branches: told };
}

type Member = Lineage["branches"][number]["members"][number];

const NOTHING_TO_JOIN = { ownBytes: null, resync: null, copyBytes: null } as const;

function rejoin(
  group: Group,
  branches: Parameters<typeof sharedUntil>[0],
  instance: Instance,
  primary: Instance,
): Pick<Member, "ownBytes" | "resync" | "copyBytes"> {
  const { verdict, copyBytes } = forecastResync(group, instance, primary);
  return { ownBytes: ownBytesOf(branches, instance, primary), resync: verdict, copyBytes };
}

/** Bytes of the stream that `instance` holds and `primary` never had; null: not known, or nothing of the two compares. */
function ownBytesOf(
  branches: Parameters<typeof sharedUntil>[0],
  instance: Instance,
  primary: Instance,
): number | null {
  if (instance.offset === null || instance.replid === null || primary.replid === null) return null;
  const until = sharedUntil(branches, instance.replid, primary.replid);
  if (until === null) return null;
  // Samples are not of one instant: who is fed by the primary cannot be ahead of it.
  if (until === Number.POSITIVE_INFINITY && instance.link?.state === "up") return 0;
  if (primary.offset === null) return until === Number.POSITIVE_INFINITY ? null : own(instance.offset, until);
  return own(instance.offset, Math.min(until, primary.offset + 1));
}

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
