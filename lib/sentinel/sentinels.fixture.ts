import type { GroupSentinel } from "@/lib/contract";
import type { InstanceId } from "@/lib/group/member";
import { addressOf, intervalAt } from "@/lib/group/members.fixture";
import type { WatchedPrimary } from "@/lib/info/sentinel";
import type { KnownSentinel, SentinelView } from "./reading";

export const watchedPrimary = (primary: InstanceId, over: Partial<WatchedPrimary> = {}): WatchedPrimary => ({
  name: "orders",
  address: addressOf(primary),
  runId: null,
  epoch: 0,
  quorum: 2,
  others: 2,
  replicas: 2,
  down: "no",
  failingOver: false,
  ...over,
});

export const enough = { ok: true, usable: 3, text: "3 usable Sentinels: enough for a failover." };
export const tooFew = {
  ok: false,
  usable: 1,
  text: "1 usable Sentinel: not enough for the quorum and a majority.",
};

/** A Sentinel that answers and sends clients to `primary`. */
export function sentinel(
  address: string,
  primary: InstanceId,
  over: Partial<WatchedPrimary> = {},
  view: Partial<SentinelView> = {},
  product: { product: "redis" | "valkey"; version: string } = { product: "redis", version: "7.0.15" },
): KnownSentinel {
  return {
    address,
    reading: {
      state: "reached",
      at: intervalAt(0),
      sentinelId: null,
      server: product,
      tilt: false,
      view: { watched: watchedPrimary(primary, over), clients: null, quorum: enough, ...view },
    },
  };
}

export const silentSentinel = (address: string): KnownSentinel => ({
  address,
  reading: { state: "unreachable", at: intervalAt(0), detail: "Nothing listens there." },
});

/** Three that agree. */
export const three = (
  primary: InstanceId,
  over: Partial<WatchedPrimary> = {},
  view: Partial<SentinelView> = {},
): KnownSentinel[] =>
  ["s-1:26379", "s-2:26379", "s-3:26379"].map((address) => sentinel(address, primary, over, view));

/** A group's Sentinels, of which none is connected. */
export const unconnected: GroupSentinel = {
  name: "orders",
  sentinels: [],
  quorum: 2,
  known: 3,
  up: 0,
  ckquorum: null,
  primary: null,
  failingOver: false,
  lastFailover: null,
  sampledAt: null,
};
