import { offersOf } from "@/components/runs/eligibility";
import type { Group, Instance } from "@/lib/contract";
import { formatSeconds } from "@/lib/format";

/** An instance a backup could be taken from, with what speaks for or against it. */
export interface Source {
  readonly instance: Instance;
  readonly reason: string;
}

const host = (id: string): string => id.replace(/:\d+$/, "");

/** The order of `bestSource` in the plan: a replica, idle, linked, nobody forking beside it, away from the primary's host, near, small, by name. */
function ranks(group: Group, instance: Instance): readonly number[] {
  const primary = group.instances.find((one) => one.id === group.primary);
  return [
    Number(instance.role !== "replica"),
    Number(instance.link?.state !== "up"),
    Number(
      group.instances.some(
        (one) =>
          one.id !== instance.id && host(one.id) === host(instance.id) && one.persistence?.saving === true,
      ),
    ),
    Number(primary !== undefined && host(primary.id) === host(instance.id)),
    Math.round(instance.lagSeconds ?? Number.MAX_SAFE_INTEGER),
    instance.memory?.usedBytes ?? Number.MAX_SAFE_INTEGER,
  ];
}

function reasonFor(instance: Instance): string {
  if (instance.role === "primary") return "the primary: saving forks it and slows its writes";
  if (instance.link?.state !== "up") return "its link is not up";
  const behind =
    instance.lagSeconds === null ? "lag unknown" : `${formatSeconds(instance.lagSeconds)} behind`;
  return instance.replicas.length === 0 ? behind : `${behind}, feeds ${instance.replicas.length}`;
}

/** Instances of the group that can be backed up now, the best first. */
export function sources(group: Group): Source[] {
  return group.instances
    .filter((instance) => offersOf(group, instance.id)?.backup.offered === true)
    .map((instance) => ({ instance, ranks: ranks(group, instance) }))
    .sort((a, b) => {
      for (const [i, left] of a.ranks.entries()) {
        const right = b.ranks[i];
        if (right !== undefined && left !== right) return left - right;
      }
      return a.instance.name.localeCompare(b.instance.name, "en", { numeric: true });
    })
    .map(({ instance }) => ({ instance, reason: reasonFor(instance) }));
}
