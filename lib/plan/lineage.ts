import type { Group, Instance, Lineage } from "@/lib/contract";
import type { Branch } from "@/lib/lag/branches";
import { forecastResync } from "./forecast";
import { branchesAmong, ownBytesBeside } from "./own-bytes";

/**
 * The histories of a group as a tree, with who stands where, and what each instance would lose by following the group's
 * primary: the bytes it holds from after the place where their histories part.
 */
export function lineageOf(group: Group): Lineage {
  const primary = group.instances.find(({ id }) => id === group.primary) ?? null;
  const branches = branchesAmong(group.instances);
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
  branches: readonly Branch[],
  instance: Instance,
  primary: Instance,
): Pick<Member, "ownBytes" | "resync" | "copyBytes"> {
  const { verdict, copyBytes } = forecastResync(group, instance, primary);
  return { ownBytes: ownBytesBeside(branches, instance, primary), resync: verdict, copyBytes };
}
