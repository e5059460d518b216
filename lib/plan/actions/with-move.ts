import type { Instance } from "@/lib/contract";
import type { Member } from "@/lib/group/member";
import type { PlanContext } from "../context";
import { afterMove } from "../predict";
import type { Move } from "../scene";

/**
 * The context as a move leaves it: the replica follows its new upstream, with the history that it continues or copies.
 * What a later move of the same plan costs, and what hangs below whom by then, is read from here.
 */
export function withMove(context: PlanContext, { replica, upstream }: Move): PlanContext {
  const stands = afterMove(context, replica, upstream);
  const instances = context.group.instances.map((one): Instance => {
    if (one.id === replica.id)
      return { ...one, upstream: upstream.id, ...(stands === null ? {} : sides(stands)) };
    const kept = one.replicas.filter((id) => id !== replica.id);
    return { ...one, replicas: one.id === upstream.id ? [...kept, replica.id] : kept };
  });
  const member = context.members.get(replica.id);
  const members = new Map(context.members);
  if (member !== undefined && stands !== null) members.set(replica.id, standing(member, stands));
  return { ...context, members, group: { ...context.group, instances } };
}

type Stands = NonNullable<ReturnType<typeof afterMove>>;

const sides = ({ replid, offset }: Stands): Pick<Instance, "replid" | "offset"> => ({ replid, offset });

function standing(member: Member, stands: Stands): Member {
  const { reading, lastReached } = member;
  return {
    ...member,
    reading: reading?.state === "reached" ? { ...reading, view: { ...reading.view, ...stands } } : reading,
    lastReached: lastReached === null ? null : { ...lastReached, view: { ...lastReached.view, ...stands } },
  };
}
