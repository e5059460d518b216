import type { Group, Instance } from "@/lib/contract";
import type { LagThresholds } from "@/lib/group/member";
import { stateOf } from "@/lib/topology/state";

/** From this many instances on, the table opens first and only what has a problem stands out. */
export const LARGE_GROUP = 100;
/** More siblings than this: the healthy ones become one. */
const MANY_SIBLINGS = 30;
/** In a large group, a stack of fewer saves no room. */
const SMALLEST_STACK = 4;

export const isLarge = (group: Group | null): boolean => (group?.instances.length ?? 0) >= LARGE_GROUP;

/** The id of the stack of healthy replicas under `upstream`. Holds a space, as no address does. */
export const stackId = (upstream: string): string => `stack of ${upstream}`;

/**
 * Healthy replicas that may be drawn as one, by their upstream: online, without replicas of their own,
 * and either among more than 30 siblings or at least four in a group of 100 or more.
 */
export function stacksOf(group: Group, lag: LagThresholds): ReadonlyMap<string, readonly string[]> {
  const siblings = new Map<string, Instance[]>();
  const upstreams = new Set<string>();
  for (const instance of group.instances) {
    if (instance.upstream === null) continue;
    upstreams.add(instance.upstream);
    const list = siblings.get(instance.upstream);
    if (list) list.push(instance);
    else siblings.set(instance.upstream, [instance]);
  }
  const stacks = new Map<string, readonly string[]>();
  for (const [upstream, list] of siblings) {
    const healthy = list.filter((each) => !upstreams.has(each.id) && stateOf(each, lag).state === "online");
    const worth = list.length > MANY_SIBLINGS || (isLarge(group) && healthy.length >= SMALLEST_STACK);
    if (worth && healthy.length > 1)
      stacks.set(
        upstream,
        healthy.map((each) => each.id),
      );
  }
  return stacks;
}
