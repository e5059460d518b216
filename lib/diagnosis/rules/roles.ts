import { formatBytes } from "@/lib/format";
import {
  bestCandidate,
  type Context,
  followersNow,
  nameOf,
  nodesOf,
  type Rule,
  twoRounds,
  upstreamName,
} from "../context";
import { hasReturned } from "./returned";
import { ownBytes } from "./split";

const list = (context: Context, ids: readonly string[]): string => {
  const names = ids.map((id) => nameOf(context, id));
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
};

/** Rings whose members are not just swapping roles: during FAILOVER old and new primary follow each other for a moment. */
const lastingRings = (context: Context): (readonly string[])[] =>
  context.graph.rings.filter((ring) =>
    ring.every((id) => {
      const failover = context.graph.nodes.get(id)?.known?.failover ?? null;
      return failover === null || failover === "none";
    }),
  );

export const noPrimary: Rule = {
  code: "no-primary",
  severity: "critical",
  when: "every member is a replica, none is linked to an upstream that is not watched, and no ring explains it",
  holdMs: twoRounds,
  clearMs: 0,
  fires: (context) => {
    const nodes = nodesOf(context);
    const allReplicas = nodes.length > 0 && nodes.every((node) => node.known?.role === "replica");
    const fedFromOutside = nodes.some(
      (node) => node.upstream === null && node.live?.view.following?.linkUp === true,
    );
    if (!allReplicas || fedFromOutside || lastingRings(context).length > 0) return [];
    const best = bestCandidate(context);
    return [
      {
        instance: null,
        title: `${context.group.name} has no primary`,
        detail: "Every member is a replica, so nobody accepts writes.",
        evidence: { replicas: nodes.length, candidate: best },
        advice:
          best === null
            ? "Bring back a member that can be promoted."
            : `Promote ${nameOf(context, best)}, which has come farthest.`,
        action: best === null ? null : { action: "promote", instance: best },
      },
    ];
  },
};

export const twoPrimaries: Rule = {
  code: "two-primaries",
  severity: "critical",
  when: "more than one member that answers says it is a primary, detached ones and nodes of a cluster aside",
  holdMs: twoRounds,
  clearMs: 0,
  fires: (context) => {
    const ids = context.graph.livePrimaries;
    // One is the primary, and of each other one it is told that it was before.
    if (
      ids.filter((id) => !hasReturned(context, id)).length < 2 &&
      ids.some((id) => hasReturned(context, id))
    )
      return [];
    // Primaries of a cluster hold slots of their own each.
    if (ids.length < 2 || context.group.mode === "cluster") return [];
    return [
      {
        instance: null,
        title: `${ids.length === 2 ? "Two" : ids.length} primaries in ${context.group.name}`,
        detail: `${list(context, ids)} ${ids.length === 2 ? "both" : "all"} accept writes. Their data is diverging. ${parted(context, ids)}`,
        evidence: { primaries: ids.length, names: list(context, ids), ...partedEvidence(context, ids) },
        advice: "Choose which to keep and attach the others to it: they lose what only they were given.",
        action: null,
      },
    ];
  },
};

/** How many bytes each of these primaries counted since it parted from the first of the others it shares a history with. */
const ownOf = (context: Context, ids: readonly string[]): { id: string; own: number | null }[] =>
  ids.map((id) => {
    const view = context.graph.nodes.get(id)?.live?.view;
    const others = ids.flatMap((one) => (one === id ? [] : (context.graph.nodes.get(one)?.live?.view ?? [])));
    const own = view === undefined ? [] : others.flatMap((other) => ownBytes(view, other) ?? []);
    return { id, own: own.length === 0 ? null : Math.max(...own) };
  });

function parted(context: Context, ids: readonly string[]): string {
  const own = ownOf(context, ids).flatMap(({ id, own }) =>
    own === null ? [] : `${nameOf(context, id)} was given ${formatBytes(own)}`,
  );
  if (own.length < ids.length) return "How much each was given since they parted cannot be told.";
  const successors = ids.flatMap((id) => {
    const previous = context.graph.nodes.get(id)?.live?.view.previousReplid ?? null;
    const from = ids.find((one) => context.graph.nodes.get(one)?.live?.view.replid === previous);
    return from === undefined ? [] : `${nameOf(context, id)} was promoted from ${nameOf(context, from)}`;
  });
  const since = successors.length === 0 ? "Since" : `${successors.join(", ")}; since`;
  return `${since} they parted, ${own.join(", ")}, pings counted.`;
}

const partedEvidence = (context: Context, ids: readonly string[]): Record<string, number | null> =>
  Object.fromEntries(ownOf(context, ids).map(({ id, own }) => [`ownBytes ${nameOf(context, id)}`, own]));

export const ring: Rule = {
  code: "ring",
  severity: "critical",
  when: "instances follow each other in a circle, and no failover is under way among them",
  holdMs: twoRounds,
  clearMs: 0,
  fires: (context) =>
    lastingRings(context).map((members) => {
      const best = bestCandidate(context);
      const promote = best !== null && members.includes(best) ? best : (members[0] ?? null);
      const alone = members.length === 1;
      return {
        instance: members[0] ?? null,
        title: alone
          ? `${list(context, members)} follows itself`
          : `${list(context, members)} follow each other`,
        detail: `${alone ? "It stays" : "All stay"} read-only and receive${alone ? "s" : ""} nothing, although links may be shown as up.`,
        evidence: { members: list(context, members), length: members.length },
        advice:
          promote === null ? "Promote one of them." : `Promote ${nameOf(context, promote)} to open the ring.`,
        action: promote === null ? null : { action: "promote", instance: promote },
      };
    }),
};

export const upstreamUnknown: Rule = {
  code: "upstream-unknown",
  severity: "warning",
  when: "a replica follows an address that belongs to no member, for three rounds",
  holdMs: (pollIntervalMs) => 3 * pollIntervalMs,
  clearMs: 0,
  fires: (context) =>
    followersNow(context).flatMap(({ node, instance }) => {
      if (node.upstream !== null) return [];
      const primary = context.graph.primary;
      const address = upstreamName(context, node);
      return {
        instance: node.id,
        title: `${instance.name} follows ${address}, which Tidemark does not watch`,
        detail: "Its lag and the cost of a reconnect cannot be told.",
        evidence: { upstream: address },
        advice: `Add ${address} to the group's seeds, or translate it under addresses in the settings.`,
        action: primary === null ? null : { action: "repoint", instance: node.id, upstream: primary },
      };
    }),
};
