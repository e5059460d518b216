import type { Group, Instance } from "@/lib/contract";
import type { InstanceId, Member } from "@/lib/group/member";
import { formatAddress, parseAddress } from "@/lib/info/address";
import type { Address, ListedReplica, PersistenceView, ReplicationView, SlowFacts } from "@/lib/info/view";
import { toOffset } from "@/lib/units";
import type { PlanContext } from "./context";

/** The moment of all fixtures. */
export const nowMs = Date.parse("2026-03-01T14:08:31.000Z");
export const history = "a".repeat(40);

/** One instance in a few words; the rest is what a healthy Redis 7.0 says. */
export interface Given {
  /** Its port is 6379: `eu-1` is `eu-1:6379`. */
  readonly name: string;
  readonly follows?: string | null;
  readonly role?: Instance["role"];
  readonly reachable?: boolean;
  readonly unreachableReason?: Instance["unreachableReason"];
  readonly link?: "up" | "down" | "loading" | "syncing";
  readonly offset?: number;
  readonly replid?: string;
  readonly previous?: { readonly replid: string; readonly until: number };
  readonly firstOffset?: number;
  readonly lagSeconds?: number | null;
  readonly product?: Instance["product"];
  readonly version?: string | null;
  readonly failover?: ReplicationView["failover"];
  readonly keys?: number | null;
  readonly priority?: number;
  readonly sampledMsAgo?: number;
  /** Never reached at all. */
  readonly unseen?: boolean;
  readonly configFile?: string | null;
  readonly config?: Readonly<Record<string, string>> | null;
  readonly sentinels?: number | null;
  readonly clustered?: boolean;
  readonly persistence?: Partial<PersistenceView> | null;
  readonly lastSaveOk?: boolean;
  readonly usedBytes?: number;
  readonly announces?: Address;
  readonly listedState?: string;
}

const idOf = (name: string): InstanceId => (name.includes(":") ? name : `${name}:6379`);
const at = (sampledMsAgo: number) => ({
  sentMs: nowMs - sampledMsAgo - 1,
  receivedMs: nowMs - sampledMsAgo,
});

export const healthyConfig = {
  "repl-ping-replica-period": "10",
  "replica-priority": "100",
  "min-replicas-to-write": "0",
  "min-replicas-max-lag": "10",
  save: "3600 1",
  "stop-writes-on-bgsave-error": "yes",
  "replica-ignore-disk-write-errors": "no",
  "replica-serve-stale-data": "yes",
};

/** A context over the given instances, whose readings, lists and graph agree with each other. */
export function contextOf(given: readonly Given[], changes: Partial<Group> = {}): PlanContext {
  const addressOf = (one: Given): Address => one.announces ?? plain(idOf(one.name));
  const names = new Map(given.map((one) => [formatAddress(addressOf(one)), idOf(one.name)]));
  const members = new Map(given.map((one) => [idOf(one.name), memberOf(one, given, addressOf)]));
  const instances = given.map((one) => instanceOfGiven(one, given));
  const primaries = instances.filter((instance) => instance.role === "primary" && instance.reachable);
  return {
    group: {
      id: "orders",
      name: "orders",
      mode: "replication",
      status: "ok",
      revision: 12,
      sampledAt: new Date(nowMs).toISOString(),
      primary: primaries.length === 1 ? (primaries[0]?.id ?? null) : null,
      instances,
      findings: [],
      sentinel: null,
      protection: null,
      run: null,
      demo: false,
      ...changes,
    },
    members,
    resolve: (address) => {
      const text = formatAddress(address);
      return names.get(text) ?? (members.has(text) ? text : null);
    },
    nowMs,
    id: "plan-1",
    settings: { failoverTimeoutSeconds: 5, planLifeSeconds: 60 },
  };
}

function plain(id: InstanceId): Address {
  const parsed = parseAddress(id);
  return parsed.ok ? parsed.value : { host: id, port: 0 };
}

const roleOf = (one: Given): Instance["role"] =>
  one.role !== undefined ? one.role : (one.follows ?? null) === null ? "primary" : "replica";

function viewOfGiven(
  one: Given,
  given: readonly Given[],
  addressOf: (one: Given) => Address,
): ReplicationView {
  const offset = toOffset(one.offset ?? 1000);
  const firstOffset = toOffset(one.firstOffset ?? 1);
  const upstream = given.find((other) => other.name === one.follows);
  return {
    role: roleOf(one) ?? "primary",
    replid: one.replid ?? history,
    previousReplid: one.previous?.replid ?? null,
    previousReplidUntil: one.previous === undefined ? null : toOffset(one.previous.until),
    offset,
    backlog: { active: true, sizeBytes: 1_048_576, firstOffset, historyBytes: offset - firstOffset + 1 },
    failover: one.failover === undefined ? "none" : one.failover,
    listed: given
      .filter((other) => other.follows === one.name)
      .map(
        (other): ListedReplica => ({
          address: addressOf(other),
          state: other.listedState ?? "online",
          ackOffset: toOffset(other.offset ?? 1000),
          lastAckSeconds: 0,
          channel: null,
        }),
      ),
    following:
      roleOf(one) === "replica"
        ? {
            upstream: upstream === undefined ? { host: "elsewhere", port: 6379 } : addressOf(upstream),
            linkUp: (one.link ?? "up") === "up",
            downSeconds: null,
            lastIoSeconds: 0,
            sync: null,
            readOnly: true,
            priority: one.priority ?? 100,
            announced: true,
          }
        : null,
  };
}

function slowOf(one: Given): SlowFacts {
  const persistence: PersistenceView = {
    loading: false,
    asyncLoading: false,
    loadingProgress: null,
    loadingEtaSeconds: null,
    saving: false,
    saveKeys: null,
    saveSeconds: null,
    lastSaveUnixSeconds: 1,
    lastSaveOk: one.lastSaveOk ?? true,
    saves: 0,
    aof: false,
    aofRewriting: false,
    ...one.persistence,
  };
  return {
    at: at(one.sampledMsAgo ?? 100),
    server: {
      product: one.product ?? "redis",
      version: one.version ?? "7.0.15",
      runId: "b".repeat(40),
      mode: one.clustered === true ? "cluster" : "standalone",
      uptimeSeconds: 100,
      configFile: one.configFile === undefined ? "/etc/redis.conf" : one.configFile,
    },
    persistence: one.persistence === null ? null : persistence,
    memory: { usedBytes: one.usedBytes ?? 1_000_000, dataBytes: one.usedBytes ?? 1_000_000, maxBytes: null },
    clients: { connected: 1 },
    stats: null,
    keyspace: null,
    config: one.config === null ? null : new Map(Object.entries({ ...healthyConfig, ...one.config })),
    sentinelSubscribers: one.sentinels === undefined ? 0 : one.sentinels,
    replicaBuffers: null,
    history: null,
    limits: { uncountedBytes: 0, evictionPolicy: "noeviction", outOfMemoryErrors: null, aofWriteOk: true },
    clock: null,
    forbidden: [],
    cluster: null,
    text: "",
  };
}

function memberOf(one: Given, given: readonly Given[], addressOf: (one: Given) => Address): Member {
  const reached = one.reachable ?? true;
  const read = at(one.sampledMsAgo ?? 100);
  const view = viewOfGiven(one, given, addressOf);
  return {
    id: idOf(one.name),
    reading: reached
      ? { state: "reached", at: read, view }
      : { state: "unreachable", at: read, reason: one.unreachableReason ?? "refused", detail: "refused" },
    lastReached: one.unseen === true ? null : { at: read, view },
    failures: reached ? 0 : 4,
    failingSinceMs: reached ? null : nowMs - 4000,
    slow: one.unseen === true ? null : slowOf(one),
    heartbeat: null,
  };
}

function instanceOfGiven(one: Given, given: readonly Given[]): Instance {
  const reachable = one.reachable ?? true;
  const replica = roleOf(one) === "replica";
  const offset = one.offset ?? 1000;
  const root = given.find((other) => (other.follows ?? null) === null);
  const upstreamName = one.follows ?? null;
  const known = given.some((other) => other.name === upstreamName);
  return {
    id: idOf(one.name),
    group: "orders",
    name: one.name,
    reachable,
    unreachableReason: reachable
      ? null
      : one.unreachableReason === undefined
        ? "refused"
        : one.unreachableReason,
    problem: null,
    sampledAt: new Date(nowMs - (one.sampledMsAgo ?? 100)).toISOString(),
    product: one.product ?? "redis",
    version: one.version === undefined ? "7.0.15" : one.version,
    runId: "b".repeat(40),
    role: roleOf(one),
    upstream: upstreamName === null || !known ? null : idOf(upstreamName),
    replicas: given.filter((other) => other.follows === one.name).map((other) => idOf(other.name)),
    link:
      replica && reachable
        ? { state: one.link ?? "up", downSeconds: null, lastAckSeconds: 0, confirmed: true, sync: null }
        : null,
    replid: one.replid ?? history,
    previousReplid: null,
    previousReplidUntil: null,
    offset,
    writeBytesPerSecond: null,
    lagBytes: replica ? Math.max(0, (root?.offset ?? 1000) - offset) : null,
    lagSeconds: replica ? (one.lagSeconds === undefined ? 0 : one.lagSeconds) : null,
    lagSecondsError: null,
    heartbeat: null,
    backlog: null,
    resync: null,
    readOnly: replica ? true : null,
    // INFO of a primary does not say its own.
    priority: replica ? (one.priority ?? 100) : null,
    announced: true,
    persistence: {
      saving: one.persistence?.saving ?? false,
      progress: null,
      lastSaveAt: null,
      lastSaveOk: one.lastSaveOk ?? true,
      aof: false,
      loading: one.persistence?.loading ?? false,
      loadingProgress: null,
    },
    memory: { usedBytes: one.usedBytes ?? 1_000_000, dataBytes: one.usedBytes ?? 1_000_000, maxBytes: null },
    cluster: null,
    opsPerSecond: null,
    connectedClients: 1,
    detached: false,
    keys: one.keys === undefined ? 200 : one.keys,
  };
}
