import type { Instance } from "@/lib/contract";
import type { InstanceId } from "@/lib/group/member";

/** As much of a group as the tree needs. */
export interface TreeOf {
  readonly instances: readonly Pick<Instance, "id" | "upstream">[];
}

/** The instances above `id`, its upstream first. A ring is walked once. */
export function ancestorsOf(group: TreeOf, id: InstanceId): InstanceId[] {
  const upstreams = new Map(group.instances.map((instance) => [instance.id, instance.upstream]));
  const above: InstanceId[] = [];
  const seen = new Set([id]);
  let at = upstreams.get(id) ?? null;
  while (at !== null && !seen.has(at)) {
    seen.add(at);
    above.push(at);
    at = upstreams.get(at) ?? null;
  }
  return above;
}

/** The instances below `id`, nearest first; never `id` itself, not even in a ring. */
export function descendantsOf(group: TreeOf, id: InstanceId): InstanceId[] {
  const followers = new Map<InstanceId, InstanceId[]>();
  for (const instance of group.instances) {
    if (instance.upstream === null) continue;
    const known = followers.get(instance.upstream);
    if (known === undefined) followers.set(instance.upstream, [instance.id]);
    else known.push(instance.id);
  }
  const below = new Set<InstanceId>([id]);
  for (const at of below) for (const follower of followers.get(at) ?? []) below.add(follower);
  below.delete(id);
  return [...below];
}

/** Whether `replica` following `upstream` would close a ring: it would follow itself, or one of its own descendants. */
export const wouldLoop = (group: TreeOf, replica: InstanceId, upstream: InstanceId): boolean =>
  replica === upstream || ancestorsOf(group, upstream).includes(replica);
