import type { Node } from "@/lib/group/node";
import { formatAddress } from "@/lib/info/address";
import { isReplica } from "@/lib/topology/discover";
import { BLINK_MS, type Context, followersNow, nameOf, type Rule } from "../context";
import { heardLately, pingPeriodSeconds } from "./heard";

/** Addresses under which `upstream` lists replicas, and that lead to none of those which follow it. */
export function strayLines(context: Context, upstream: Node): string[] {
  const claimed = new Set(
    (context.graph.followers.get(upstream.id) ?? []).map((id) => context.graph.nodes.get(id)?.listed ?? null),
  );
  const lines = upstream.live?.view.listed.filter((line) => isReplica(line) && !claimed.has(line)) ?? [];
  return lines.map((line) => formatAddress(line.address));
}

/** Replicas that surely hear from their upstream, which lists none at their address. */
export const unlistedReplicas = (context: Context) =>
  followersNow(context).flatMap((row) => {
    const upstream = context.graph.nodes.get(row.node.upstream ?? "");
    if (upstream === undefined || upstream.live === null || row.node.listed !== null) return [];
    return heardLately(row.node, upstream) ? [{ ...row, upstream }] : [];
  });

export const announceUnreachable: Rule = {
  code: "announce-unreachable",
  severity: "warning",
  when: "a replica hears from its upstream, which lists no replica at its address but one at an address where it is not: for three rounds, and longer than the pings of the link are apart",
  holdMs: (pollIntervalMs) => 3 * pollIntervalMs,
  clearMs: BLINK_MS,
  fires: (context) =>
    unlistedReplicas(context).flatMap(({ node, instance, upstream }) => {
      const addresses = strayLines(context, upstream);
      if (addresses.length === 0) return [];
      const name = nameOf(context, upstream.id);
      const which = addresses.join(" or ");
      return {
        instance: node.id,
        // A link whose far end has given it up is still taken for one that hears so long.
        holdMs: Math.max(3 * context.pollIntervalMs, (pingPeriodSeconds(upstream) + 2) * 1000),
        title: `${name} lists ${instance.name} by an address that does not lead to it`,
        detail: `It announces ${which}, where Tidemark does not find it. Replication works, but FAILOVER to that address would leave nobody writable, and Sentinel could not reach it.`,
        evidence: { upstream: name, listedAs: addresses.join(", "), unlisted: instance.name },
        advice: `Mend replica-announce-ip and replica-announce-port on ${instance.name}, then cut its link once: the address is told with each new link. If only Tidemark cannot use the address, translate it under addresses in the settings.`,
        action: null,
      };
    }),
};
