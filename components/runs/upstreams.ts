import type { Group, Instance } from "@/lib/contract";
import { type Forecast, forecastResync } from "./forecast";
import { actionWords } from "./wording";

/** One instance another could be told to follow, or the reason why it cannot. */
export type UpstreamChoice =
  | { readonly upstream: Instance; readonly allowed: true; readonly forecast: Forecast }
  | { readonly upstream: Instance; readonly allowed: false; readonly short: string; readonly reason: string };

/** Whether `below` hangs, over any number of links, under `above`. A ring ends the walk. */
export function isDownstream(group: Group, below: string, above: string): boolean {
  const upstreamOf = new Map(group.instances.map((instance) => [instance.id, instance.upstream]));
  const seen = new Set<string>();
  let at = upstreamOf.get(below) ?? null;
  while (at !== null && !seen.has(at)) {
    if (at === above) return true;
    seen.add(at);
    at = upstreamOf.get(at) ?? null;
  }
  return false;
}

function refuse(
  group: Group,
  mover: Instance,
  upstream: Instance,
  verb: string,
): { short: string; reason: string } | null {
  const cannot = `Can't ${verb} ${mover.name} to ${upstream.name}`;
  if (mover.upstream === upstream.id)
    return { short: "Follows it now", reason: `${mover.name} already replicates from ${upstream.name}.` };
  if (isDownstream(group, upstream.id, mover.id))
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
      const refusal = refuse(group, mover, upstream, actionWords[action].verb.toLowerCase());
      return refusal === null
        ? { upstream, allowed: true, forecast: forecastResync(mover, upstream) }
        : { upstream, allowed: false, ...refusal };
    });
}
