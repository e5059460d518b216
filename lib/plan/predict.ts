import type { Effect, Instance } from "@/lib/contract";
import type { InstanceId } from "@/lib/group/member";
import type { ReplicationView } from "@/lib/info/view";
import { advanced, reconnected } from "@/lib/lag/reconnected";
import { predictResync, type ResyncPrediction, type ResyncSide } from "@/lib/lag/resync";
import { toOffset } from "@/lib/units";
import { type PlanContext, viewOf } from "./context";

/** What a link a plan makes will cost. */
export type Forecast = Pick<ResyncPrediction, "verdict" | "reason" | "bytes">;

const unread = (name: string): Forecast => ({
  verdict: "unknown",
  reason: `${name} was never read, so nobody can say.`,
  bytes: null,
});

/** What `replica` would get from `upstream`, both as they stand. */
export function forecastMove(context: PlanContext, replica: Instance, upstream: Instance): Forecast {
  const ends = endsOf(context, replica, upstream);
  return "verdict" in ends ? ends : predictResync(ends.asks, ends.gives);
}

/** How `replica` will stand once it follows `upstream`; null: that is not known. */
export function afterMove(context: PlanContext, replica: Instance, upstream: Instance): ResyncSide | null {
  const ends = endsOf(context, replica, upstream);
  return "verdict" in ends ? null : reconnected(ends.asks, ends.gives);
}

/**
 * Both ends of a link to come. Readings are not of one instant: while writes flow, a replica read a moment after its
 * upstream looks ahead of it. A root that answers is never behind its replicas, and an upstream with next to no lag has
 * the byte before the replica asks for it.
 */
function endsOf(
  context: PlanContext,
  replica: Instance,
  upstream: Instance,
): Forecast | { readonly asks: ReplicationView; readonly gives: ResyncSide } {
  const chain = awaitedChain(context, upstream);
  const [asks, gives] = [viewOf(context, replica.id), standing(context, chain)];
  if (asks === null) return unread(replica.name);
  if (gives === null) return unread(upstream.name);
  const ahead = asks.following !== null && asks.replid === gives.replid && asks.offset > gives.offset;
  const catching = ahead ? keepsUp(chain.at(-1) ?? upstream) : "no";
  if (catching === "unknown")
    return {
      verdict: "unknown",
      reason: `${replica.name} was read ahead of ${upstream.name}, and nobody can say whether ${upstream.name} has caught up when it is asked.`,
      bytes: null,
    };
  return { asks, gives: catching === "yes" ? advanced(gives, asks.offset) : gives };
}

/**
 * An upstream and those above it that it must wait for: who has no link takes no replicas, and hears from its own upstream
 * first. It ends with one that has its link, or needs none; in a ring, where it began.
 */
function awaitedChain({ group }: PlanContext, upstream: Instance): Instance[] {
  const chain = [upstream];
  for (let last = upstream; last.role === "replica" && last.link !== null && last.link.state !== "up"; ) {
    const above = group.instances.find(({ id }) => id === last.upstream);
    if (above === undefined || !above.reachable || chain.includes(above)) break;
    chain.push(above);
    last = above;
  }
  return chain;
}

/** The first of such a chain as it will stand when the others have their links again. */
function standing(context: PlanContext, chain: readonly Instance[]): ResyncSide | null {
  let above: ResyncSide | null = null;
  for (const { id } of [...chain].reverse()) {
    const view = viewOf(context, id);
    above = view === null || above === null ? view : reconnected(view, above);
  }
  return above;
}

/**
 * Whether what an upstream lacks will have come before a replica can have connected to it. The handshake takes five round
 * trips, so no network is too slow for that, but a replica that is late by itself is asked too early.
 */
export function keepsUp({ reachable, role, link, lagSeconds }: Instance): "yes" | "no" | "unknown" {
  if (!reachable) return "no";
  if (role === "primary") return "yes";
  if (link?.state !== "up") return "no";
  if (lagSeconds === null || (lagSeconds > PROMPT_SECONDS && lagSeconds <= LATE_SECONDS)) return "unknown";
  return lagSeconds <= PROMPT_SECONDS ? "yes" : "no";
}

/** Between these, the estimate of the lag is too rough to say. */
const PROMPT_SECONDS = 0.1;
const LATE_SECONDS = 1;

/**
 * `side` after its promotion at `offset`: it draws a new id, and what was its id until now is valid up to there.
 * Source: replication.c, shiftReplicationId.
 */
export function promoted(side: ResyncSide, offset: number): ResyncSide {
  const at = advanced(side, offset);
  return {
    ...at,
    replid: "drawn at promotion",
    previousReplid: at.replid,
    previousReplidUntil: toOffset(at.offset + 1),
  };
}

/** The furthest offset that any of these is known to hold of the history `replid`. */
export function furthest(context: PlanContext, replid: string, ids: readonly InstanceId[]): number | null {
  const offsets = ids.flatMap((id) => {
    const view = viewOf(context, id);
    return view !== null && view.replid === replid ? [view.offset] : [];
  });
  return offsets.length === 0 ? null : Math.max(...offsets);
}

/** What `replica` would get from `target` once that was promoted at `offset`. */
export function forecastAfterPromotion(
  context: PlanContext,
  replica: Instance,
  target: Instance,
  offset: number,
): Forecast {
  const [asks, gives] = [viewOf(context, replica.id), viewOf(context, target.id)];
  if (asks === null) return unread(replica.name);
  return gives === null ? unread(target.name) : predictResync(asks, promoted(gives, offset));
}

/** The effect of a planned or changed link. */
export const effectOf = (replica: InstanceId, upstream: Instance, forecast: Forecast): Effect => ({
  link: { replica, upstream: upstream.id },
  resync: forecast.verdict,
  bytes: forecast.bytes,
  copyBytes: copyBytesOf(forecast.verdict, forecast.bytes, upstream),
  reason: forecast.reason,
});

/** What a resync sends: the part of the stream, or at most about as much as the upstream's data takes in memory. */
export function copyBytesOf(
  resync: Effect["resync"],
  streamBytes: number | null,
  upstream: Instance | null,
): number | null {
  if (resync === "full") return upstream?.memory?.dataBytes ?? null;
  return resync === "partial" ? streamBytes : null;
}
