import type { Instance } from "@/lib/contract";
import type { InstanceId, Member } from "@/lib/group/member";
import type { PlanContext } from "../context";

/**
 * The context as it would be a moment after `dead` has died: it answers nobody, and whoever follows it has lost its link. All
 * else is as it was read, so that plans made from it are those that could be made then.
 */
export function without(context: PlanContext, dead: InstanceId): PlanContext {
  const instances = context.group.instances.map((one): Instance => {
    if (one.id === dead) return { ...one, reachable: false, unreachableReason: "refused", link: null };
    if (one.upstream !== dead || one.link === null) return one;
    return { ...one, link: { ...one.link, state: "down", sync: null } };
  });
  const orphans = new Set(instances.filter(({ upstream }) => upstream === dead).map(({ id }) => id));
  const members = new Map(
    [...context.members].map(([id, member]): [InstanceId, Member] => {
      if (id === dead) return [id, silent(member, context.nowMs)];
      return [id, orphans.has(id) ? unlinked(member) : member];
    }),
  );
  return { ...context, members, group: { ...context.group, instances, run: null } };
}

const silent = (member: Member, nowMs: number): Member => ({
  ...member,
  reading: {
    state: "unreachable",
    at: { sentMs: nowMs, receivedMs: nowMs },
    reason: "refused",
    detail: "",
  },
});

function unlinked(member: Member): Member {
  const { reading, lastReached } = member;
  if (reading?.state !== "reached" || lastReached === null || reading.view.following === null) return member;
  const view = { ...reading.view, following: { ...reading.view.following, linkUp: false, sync: null } };
  return { ...member, reading: { ...reading, view }, lastReached: { ...lastReached, view } };
}
