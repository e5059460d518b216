import type { Group, Instance, UpstreamOption } from "@/lib/contract";
import { ancestorsOf } from "@/lib/topology/tree";
import { type Forecast, forecastResync, forecastWords } from "./forecast";

/** One instance another could be told to follow, or the reason why it cannot. */
export type UpstreamChoice =
  | { readonly upstream: Instance; readonly allowed: true; readonly forecast: Forecast }
  | { readonly upstream: Instance; readonly allowed: false; readonly short: string; readonly reason: string };

function refuse(
  group: Group,
  mover: Instance,
  upstream: Instance,
  verb: string,
): { short: string; reason: string } | null {
  const cannot = `Can't ${verb} ${mover.name} to ${upstream.name}`;
  if (mover.upstream === upstream.id)
    return {
      short: "Already its upstream",
      reason: `${mover.name} already replicates from ${upstream.name}.`,
    };
  if (ancestorsOf(group, upstream.id).includes(mover.id))
    return {
      short: "Loop",
      reason: `${cannot}: ${upstream.name} already replicates from ${mover.name}.`,
    };
  if (!upstream.reachable)
    return { short: "Unreachable", reason: `${cannot}: Tidemark can't reach ${upstream.name}.` };
  if (upstream.role === null)
    return { short: "Role unknown", reason: `${cannot}: the role of ${upstream.name} is not known yet.` };
  if (upstream.link?.state === "loading")
    return { short: "Loading", reason: `${cannot}: ${upstream.name} is loading its data set.` };
  return null;
}

/**
 * Every other instance of the group as a possible upstream of `instance`, in the group's order of names:
 * allowed ones with what the move would copy, the others with the reason. Empty when the instance is not of the group.
 */
export function upstreamChoices(
  group: Group,
  instance: string,
  action: "repoint" | "attach" = "repoint",
): UpstreamChoice[] {
  const mover = group.instances.find((member) => member.id === instance);
  if (mover === undefined) return [];
  return group.instances
    .filter((member) => member.id !== instance)
    .sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }))
    .map((upstream): UpstreamChoice => {
      const refusal = refuse(group, mover, upstream, action === "attach" ? "attach" : "re-point");
      return refusal === null
        ? { upstream, allowed: true, forecast: forecastResync(group, mover, upstream) }
        : { upstream, allowed: false, ...refusal };
    });
}

/** The same for a client: of an instance that is a primary, what attaching it would cost. */
export const upstreamOptions = (group: Group, instance: Instance): UpstreamOption[] => {
  const action = instance.role === "primary" ? "attach" : "repoint";
  return upstreamChoices(group, instance.id, action).map((choice): UpstreamOption => {
    const to = { action, upstream: choice.upstream.id } as const;
    if (!choice.allowed)
      return {
        ...to,
        allowed: false,
        resync: null,
        ...NO_FIGURES,
        words: choice.short,
        reason: choice.reason,
      };
    const { verdict, cause: _, ...figures } = choice.forecast;
    const words = forecastWords(choice.forecast, instance.name);
    return { ...to, allowed: true, resync: verdict, ...figures, words };
  });
};

const NO_FIGURES = { copyBytes: null, headroomBytes: null, headroomSeconds: null };
