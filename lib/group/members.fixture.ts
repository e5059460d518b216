import type {
  Address,
  BacklogView,
  FollowingView,
  ListedReplica,
  Reading,
  ReplicationView,
  SlowFacts,
  StatsView,
} from "@/lib/info/view";
import { OffsetTracks } from "@/lib/lag/tracks";
import { type Interval, toOffset } from "@/lib/units";
import type { DeriveInput } from "./derive";
import type { InstanceId, Member, Resolve } from "./member";
import { createDeriveMemory } from "./memory";
import type { FleetView } from "./silence";

/** 2026-01-01T00:00:00Z: where the tests' clocks begin. */
export const START_MS = Date.UTC(2026, 0, 1);

export const intervalAt = (ms: number, widthMs = 1): Interval => ({
  sentMs: START_MS + ms,
  receivedMs: START_MS + ms + widthMs,
});

export const addressOf = (id: InstanceId): Address => {
  const colon = id.lastIndexOf(":");
  return { host: id.slice(0, colon), port: Number(id.slice(colon + 1)) };
};

export function resolveAmong(ids: Iterable<InstanceId>): Resolve {
  const known = new Set(ids);
  return ({ host, port }) => (known.has(`${host}:${port}`) ? `${host}:${port}` : null);
}

export const backlog = (end: number, sizeBytes = 1_048_576): BacklogView => {
  const historyBytes = Math.min(end, sizeBytes);
  return { active: true, sizeBytes, firstOffset: toOffset(end - historyBytes + 1), historyBytes };
};

export const listed = (id: InstanceId, over: Partial<ListedReplica> = {}): ListedReplica => ({
  address: addressOf(id),
  state: "online",
  ackOffset: toOffset(0),
  lastAckSeconds: 0,
  channel: null,
  ...over,
});

export function primaryView(
  offset: number,
  replicas: readonly InstanceId[] = [],
  over: Partial<ReplicationView> = {},
): ReplicationView {
  return {
    role: "primary",
    replid: "a",
    previousReplid: null,
    previousReplidUntil: null,
    offset: toOffset(offset),
    backlog: backlog(offset),
    failover: "none",
    listed: replicas.map((id) => listed(id)),
    following: null,
    ...over,
  };
}

export function replicaView(
  offset: number,
  upstream: InstanceId,
  following: Partial<FollowingView> = {},
  over: Partial<ReplicationView> = {},
): ReplicationView {
  return {
    ...primaryView(offset),
    role: "replica",
    following: {
      upstream: addressOf(upstream),
      linkUp: true,
      downSeconds: null,
      lastIoSeconds: 0,
      sync: null,
      readOnly: true,
      priority: 100,
      announced: true,
      ...following,
    },
    ...over,
  };
}

export const statsView = (over: Partial<StatsView> = {}): StatsView => ({
  opsPerSecond: 1,
  fullSyncs: 0,
  partialSyncs: 0,
  partialSyncsRefused: 0,
  bufferDisconnections: 0,
  loginErrors: 0,
  ...over,
});

export function slowFacts(ms: number, over: Partial<SlowFacts> = {}): SlowFacts {
  return {
    at: intervalAt(ms),
    server: {
      product: "redis",
      version: "7.0.15",
      runId: "r",
      mode: "standalone",
      uptimeSeconds: 9,
      configFile: null,
    },
    persistence: null,
    memory: { usedBytes: 1000, dataBytes: 800, maxBytes: null },
    clients: { connected: 1 },
    stats: statsView(),
    keyspace: { keys: 1, expires: 0 },
    config: null,
    sentinelSubscribers: 0,
    replicaBuffers: null,
    history: null,
    limits: { uncountedBytes: 0, evictionPolicy: "noeviction", outOfMemoryErrors: null, aofWriteOk: true },
    clock: null,
    forbidden: [],
    cluster: null,
    text: "",
    ...over,
  };
}

export function reached(
  id: InstanceId,
  ms: number,
  view: ReplicationView,
  slow: SlowFacts | null = null,
): Member {
  const at = intervalAt(ms);
  return {
    id,
    reading: { state: "reached", at, view },
    lastReached: { at, view },
    failures: 0,
    failingSinceMs: null,
    slow,
    heartbeat: null,
  };
}

/** The member, no longer answering since `ms`. */
export function silent(
  member: Member,
  ms: number,
  failures = 2,
  reason: "refused" | "timeout" | "not-allowed" = "refused",
): Member {
  const reading: Reading = { state: "unreachable", at: intervalAt(ms), reason, detail: "connection refused" };
  return { ...member, reading, failures, failingSinceMs: START_MS + ms };
}

export const membersOf = (...list: Member[]): Map<InstanceId, Member> =>
  new Map(list.map((member) => [member.id, member]));

/** A fleet somebody of which has just answered. */
export const heardFleet = (nowMs: number): FleetView => ({
  nowMs,
  lastAnswerMs: nowMs,
  alive: null,
  silence: null,
  silenceEndedMs: null,
  patienceMs: 2000,
});

/** Everything a derivation needs, for a group derived over and over. */
export function deriveInput(
  members: ReadonlyMap<InstanceId, Member>,
  ms: number,
  over: Partial<DeriveInput> = {},
): DeriveInput {
  return {
    id: "orders",
    name: "orders",
    demo: false,
    run: null,
    members,
    detached: new Set(),
    resolve: resolveAmong(members.keys()),
    sentinels: [],
    nowMs: START_MS + ms,
    thresholds: { warnSeconds: 2, criticalSeconds: 30, warnBytes: 1_048_576 },
    pollIntervalMs: 1000,
    tracks: new OffsetTracks({ windowMs: 900_000, maxSamples: 10_000 }),
    heartbeats: null,
    fleet: heardFleet(START_MS + ms),
    backups: null,
    previous: null,
    memory: createDeriveMemory(),
    ...over,
  };
}
