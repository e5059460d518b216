import type { Effect, Instance } from "@/lib/contract";
import type { InstanceId } from "@/lib/group/member";
import { predictResync, type ResyncPrediction, type ResyncSide } from "@/lib/lag/resync";
import { descendantsOf } from "@/lib/topology/tree";
import { toOffset } from "@/lib/units";
import { instanceOf, type PlanContext, viewOf } from "./context";

/** What a link a plan makes will cost. */
export type Forecast = Pick<ResyncPrediction, "verdict" | "reason" | "bytes">;

const unread = (name: string): Forecast => ({
  verdict: "unknown",
  reason: `${name} was never read, so nobody can say.`,
  bytes: null,
});

/**
 * What `replica` would get from `upstream`, both as they stand. Readings are not of one instant: while writes flow, a
 * replica read a moment after its upstream looks ahead of it. A root that answers is never behind its replicas, and
 * an upstream whose lag is at most a second has the byte before the replica asks for it.
 */
export function forecastMove(context: PlanContext, replica: Instance, upstream: Instance): Forecast {
  const [asks, gives] = [viewOf(context, replica.id), viewOf(context, upstream.id)];
  if (asks === null) return unread(replica.name);
  if (gives === null) return unread(upstream.name);
  const oneStream = asks.following !== null && asks.replid === gives.replid;
  const catching = oneStream && asks.offset > gives.offset ? keepsUp(upstream) : "no";
  if (catching === "unknown")
    return {
      verdict: "unknown",
      reason: `${replica.name} was read ahead of ${upstream.name}, and how fast ${upstream.name} follows is not known.`,
      bytes: null,
    };
  return predictResync(asks, catching === "yes" ? advanced(gives, asks.offset) : gives);
}

/** Whether what an upstream lacks will have come before a replica can have connected to it. */
function keepsUp(upstream: Instance): "yes" | "no" | "unknown" {
  if (!upstream.reachable) return "no";
  if (upstream.role === "primary") return "yes";
  if (upstream.link?.state !== "up") return "no";
  if (upstream.lagSeconds === null) return "unknown";
  return upstream.lagSeconds <= 1 ? "yes" : "no";
}

/** `side` once it has received up to `offset`: its backlog has grown, and lost its oldest bytes if it was full. */
export function advanced(side: ResyncSide, offset: number): ResyncSide {
  if (offset <= side.offset) return side;
  const { backlog } = side;
  if (backlog.firstOffset === null) return { ...side, offset: toOffset(offset) };
  const first = Math.max(backlog.firstOffset, offset - Math.max(backlog.sizeBytes, backlog.historyBytes) + 1);
  return {
    ...side,
    offset: toOffset(offset),
    backlog: { ...backlog, firstOffset: toOffset(first), historyBytes: offset - first + 1 },
  };
}

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
export const effectOf = (replica: InstanceId, upstream: InstanceId, forecast: Forecast): Effect => ({
  link: { replica, upstream },
  resync: forecast.verdict,
  bytes: forecast.bytes,
  reason: forecast.reason,
});

/**
 * What befalls all links below `above`. When an instance takes another replid it sends its replicas away to learn it:
 * they continue at once. When it loads a full copy they must copy too.
 * Source: replication.c, replicationUnsetMaster, slaveTryPartialResynchronization, readSyncBulkPayload.
 */
export function effectsBelow(
  context: PlanContext,
  above: Instance,
  befalls: "full" | "partial" | "none" | "unknown",
): Effect[] {
  const reasons = {
    full: `${above.name} loads a full copy, so everything below it copies too.`,
    partial: "It reconnects once to learn the new replid, and continues.",
    none: "This link is not touched.",
    unknown: `It depends on what ${above.name} gets.`,
  };
  return descendantsOf(context.group, above.id).flatMap((id) => {
    const upstream = instanceOf(context, id)?.upstream ?? null;
    return upstream === null
      ? []
      : [{ link: { replica: id, upstream }, resync: befalls, bytes: null, reason: reasons[befalls] }];
  });
}
