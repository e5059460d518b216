import type { Instance, Survivor, WhatIf } from "@/lib/contract";
import type { PlanContext } from "../context";
import { followersOf } from "../context";
import { goodReplicas, minReplicas } from "../good-replicas";

type Writes = WhatIf["writes"];

/**
 * Whether the primary of afterwards takes writes: it counts as good its own replicas alone, so those that copy everything
 * count once they have, and those that are re-pointed once they follow.
 * @param context the group without the dead instance
 * @param moved what becomes of the others
 */
export function writesAt(context: PlanContext, primary: Instance, moved: readonly Survivor[]): Writes {
  const wanted = minReplicas(context, primary);
  const name = primary.name;
  const own = new Set(
    (primary.role === "primary"
      ? goodReplicas(context, primary)
      : followersOf(context, primary.id).filter(({ reachable, link }) => reachable && link?.state === "up")
    ).map(({ id }) => id),
  );
  const alive = new Set(context.group.instances.filter(({ reachable }) => reachable).map(({ id }) => id));
  const joining = moved.filter(({ instance, upstream }) => upstream === primary.id && alive.has(instance));
  const good = new Set([...own].filter((id) => alive.has(id)));
  const atOnce = good.size;
  for (const { instance } of joining) good.add(instance);
  const base = { instance: primary.id, demanded: wanted?.count ?? null, good: good.size };
  if (wanted === null)
    return {
      ...base,
      verdict: "unknown",
      text: `Whether ${name} demands replicas before it takes writes is not known: its settings can't be read.`,
    };
  if (wanted.count === 0)
    return {
      ...base,
      verdict: "accepted",
      text: `${name} takes writes without any replica (min-replicas-to-write 0).`,
    };
  const demand = `min-replicas-to-write ${wanted.count}`;
  if (good.size < wanted.count)
    return {
      ...base,
      verdict: "refused",
      text: `${name} would refuse writes: ${demand}, and ${good.size} good ${good.size === 1 ? "replica" : "replicas"} would follow it.`,
    };
  if (atOnce >= wanted.count)
    return {
      ...base,
      verdict: "accepted",
      text: `${name} takes writes: ${demand}, and ${atOnce} follow it at once.`,
    };
  const copying = joining.filter(({ resync }) => resync !== "partial").length;
  return {
    ...base,
    verdict: "wait",
    text: `${name} refuses writes until ${wanted.count} ${wanted.count === 1 ? "replica follows" : "replicas follow"} it (${demand})${good.size - copying < wanted.count ? ", and that takes a full copy" : ""}.`,
  };
}
