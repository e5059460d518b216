import type { Node } from "@/lib/group/node";

/** How often a primary pings its replicas where its settings cannot be read (config.c). */
const PING_PERIOD_SECONDS = 10;

/** How far apart the pings are that keep an idle link talking. A cascade passes on those of its primary. */
export function pingPeriodSeconds(upstream: Node): number {
  const period = Number(upstream.member.slow?.config?.get("repl-ping-replica-period") ?? Number.NaN);
  return Number.isInteger(period) && period > 0 ? period : PING_PERIOD_SECONDS;
}

/** Whether a replica has heard from its upstream within the time between two pings. */
export function heardLately(replica: Node, upstream: Node): boolean {
  const following = replica.live?.view.following ?? null;
  if (following === null || !following.linkUp || following.lastIoSeconds === null) return false;
  return following.lastIoSeconds <= pingPeriodSeconds(upstream) + 1;
}
