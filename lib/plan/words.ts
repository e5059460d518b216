import type { InstanceId } from "@/lib/group/member";
import { isPlainAddress, parseAddress } from "@/lib/info/address";
import type { Address } from "@/lib/info/view";
import { configOf, type PlanContext, viewOf } from "./context";

const loopback = /^(?:localhost|127\.|::1$)/;

/**
 * The host and port a replica is told to follow `upstream` by; null when no usable one is known.
 * Best is the address other replicas follow it by, since that one is proven; then what it announces; then how its own
 * upstream lists it; then the address Tidemark reaches it at. A loopback address is taken only when nothing better is
 * known: on another host it would be another server. What is not a plain host and port is never taken, nor an address
 * that it announces and that leads to another member.
 */
export function upstreamWords(context: PlanContext, upstream: InstanceId): Address | null {
  const known = [
    ...namedByFollowers(context, upstream),
    ...announced(context, upstream),
    ...listedByOthers(context, upstream),
    ...reached(upstream),
  ].filter(isPlainAddress);
  return known.find((address) => !loopback.test(address.host)) ?? known[0] ?? null;
}

/** Members in the order of their ids, so that the same facts give the same words. */
const views = (context: PlanContext) =>
  [...context.members.keys()].sort().flatMap((id) => viewOf(context, id) ?? []);

const namedByFollowers = (context: PlanContext, upstream: InstanceId): Address[] =>
  views(context)
    .flatMap((view) => view.following?.upstream ?? [])
    .filter((address) => context.resolve(address) === upstream);

function announced(context: PlanContext, upstream: InstanceId): Address[] {
  const config = configOf(context, upstream);
  const host = config?.get("replica-announce-ip") ?? "";
  const port = Number(config?.get("replica-announce-port") ?? "0");
  if (host === "") return [];
  const own =
    port > 0 ? [{ host, port }] : reached(upstream).map((address) => ({ host, port: address.port }));
  return own.filter((address) => (context.resolve(address) ?? upstream) === upstream);
}

const listedByOthers = (context: PlanContext, upstream: InstanceId): Address[] =>
  views(context)
    .flatMap((view) => view.listed.map((replica) => replica.address))
    .filter((address) => context.resolve(address) === upstream);

function reached(id: InstanceId): Address[] {
  const parsed = parseAddress(id);
  return parsed.ok ? [parsed.value] : [];
}

/** How a primary lists one of its replicas; `ambiguous`: two lines carry the same words, so FAILOVER could mean either. */
export type Listing =
  | { readonly found: "online" | "other"; readonly address: Address }
  | { readonly found: "ambiguous" | "none"; readonly address: null };

/**
 * The words by which `upstream` lists `replica`. FAILOVER compares them as text and then dials them, so they must
 * resolve to the replica and be online.
 * Source: replication.c, findReplica and failoverCommand.
 */
export function listingOf(context: PlanContext, upstream: InstanceId, replica: InstanceId): Listing {
  const lines = viewOf(context, upstream)?.listed ?? [];
  const own = lines.filter(
    (line) => context.resolve(line.address) === replica && isPlainAddress(line.address),
  );
  const online = own.filter((line) => line.state === "online");
  if (online.length > 1) return { found: "ambiguous", address: null };
  const [line] = online.length === 1 ? online : own;
  if (line === undefined) return { found: "none", address: null };
  return { found: line.state === "online" ? "online" : "other", address: line.address };
}
