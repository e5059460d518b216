import type { Group, Instance } from "@/lib/contract";
import { formatCount } from "@/lib/format";

/** An instance that a backup could be restored into, or why it could not. */
export interface RestoreTarget {
  readonly group: Group;
  readonly instance: Instance;
  /** Null: it can be chosen; the plan looks closer. */
  readonly blocked: string | null;
}

/** Why nothing is restored into an instance: the first that stands, as the end of a sentence. */
const obstacles: readonly ((group: Group, instance: Instance) => string | null)[] = [
  (_, { reachable }) => (reachable ? null : "can't be reached"),
  (_, { role }) => (role === "replica" ? "a replica: it has its data from its upstream" : null),
  ({ mode }) => (mode === "cluster" ? "a node of a cluster" : null),
  (_, { role, keys }) => (role === null || keys === null ? "what it holds is not known" : null),
  (_, { keys }) => (keys === 0 ? null : `not empty: ${formatCount(keys)} ${keys === 1 ? "key" : "keys"}`),
  ({ run }) => (run === null ? null : "a run is in progress there"),
];

/** Every instance of every group, those that can be chosen first, then by group and name. */
export function restoreTargets(groups: readonly Group[]): RestoreTarget[] {
  return groups
    .flatMap((group) =>
      group.instances.map((instance) => ({
        group,
        instance,
        blocked: obstacles.map((obstacle) => obstacle(group, instance)).find((why) => why !== null) ?? null,
      })),
    )
    .sort(
      (a, b) =>
        Number(a.blocked !== null) - Number(b.blocked !== null) ||
        a.group.name.localeCompare(b.group.name, "en", { numeric: true }) ||
        a.instance.name.localeCompare(b.instance.name, "en", { numeric: true }),
    );
}
