import type { Instance, Link } from "@/lib/contract";
import type { LagEstimate } from "@/lib/lag/estimate";
import { midpointMs, timestamp } from "@/lib/units";
import type { InstanceId } from "./member";
import type { Node } from "./node";

/** What derivation adds to a node's own readings. */
export interface Measured {
  readonly group: string;
  readonly replicas: readonly InstanceId[];
  readonly link: Link | null;
  readonly lag: LagEstimate;
  readonly heartbeat: Instance["heartbeat"];
  readonly resync: Instance["resync"];
  readonly writeBytesPerSecond: number | null;
  readonly detached: boolean;
}

/**
 * The contract's Instance. One that does not answer keeps what it last was (role, upstream, history, version); whatever
 * moves is null.
 */
export function instanceOf(node: Node, measured: Measured): Instance {
  const { id, known, live, member } = node;
  const { reading, slow } = member;
  const view = live?.view ?? null;
  const now = live === null ? null : slow;
  const positioned = view !== null && hasPosition(measured.link) && !loadsAtStart(node);
  return {
    id,
    group: measured.group,
    name: nameOf(id),
    reachable: live !== null,
    unreachableReason: reading?.state === "unreachable" ? reading.reason : null,
    problem: problemOf(node),
    sampledAt: member.lastReached === null ? null : timestamp(midpointMs(member.lastReached.at)),
    product: slow?.server?.product ?? "other",
    version: slow?.server?.version ?? null,
    runId: slow?.server?.runId ?? null,
    role: known?.role ?? null,
    detached: measured.detached,
    upstream: node.upstream,
    replicas: [...measured.replicas],
    link: measured.link,
    replid: known?.replid ?? null,
    previousReplid: known?.previousReplid ?? null,
    previousReplidUntil: known?.previousReplidUntil ?? null,
    offset: positioned ? view.offset : null,
    writeBytesPerSecond: measured.writeBytesPerSecond,
    lagBytes: measured.lag.lagBytes,
    lagSeconds: measured.lag.lagSeconds,
    lagSecondsError: measured.lag.lagSecondsError,
    heartbeat: measured.heartbeat,
    backlog: view?.backlog ?? null,
    resync: measured.resync,
    readOnly: view === null ? null : (view.following?.readOnly ?? false),
    priority: view?.following?.priority ?? null,
    announced: view?.following?.announced ?? null,
    cluster: slow?.cluster == null ? null : { ...slow.cluster, flags: [...slow.cluster.flags] },
    persistence: persistenceOf(now),
    memory: now?.memory ?? null,
    opsPerSecond: now?.stats?.opsPerSecond ?? null,
    connectedClients: now?.clients?.connected ?? null,
    keys: now?.keyspace?.keys ?? null,
  };
}

/** While a copy runs or loads, INFO's offset is 0 or 1 and means nothing (createReplicationBacklog, readSyncBulkPayload). */
export const hasPosition = (link: Link | null): boolean =>
  link?.state !== "syncing" && link?.state !== "loading";

/**
 * Whether it reads what its disk holds, before it dials its upstream for the first time or takes its first write. INFO says
 * an offset of 0 or 1 and a made-up history until that is done (initServerConfig, loadDataFromDisk in server.c).
 */
export function loadsAtStart({ live, member }: Node): boolean {
  if (live === null || member.slow?.persistence?.loading !== true) return false;
  const { following } = live.view;
  return following === null || (!following.linkUp && following.sync === null);
}

/** How an instance is called: its address, or the path of its socket. */
export const nameOf = (id: InstanceId): string => (id.startsWith("unix:") ? id.slice("unix:".length) : id);

function problemOf({ member }: Node): string | null {
  const reading = member.reading;
  if (reading === null || reading.state === "reached") return null;
  return reading.state === "unreadable" ? `${reading.field}: ${reading.detail}` : reading.detail;
}

function persistenceOf(slow: Node["member"]["slow"]): Instance["persistence"] {
  const facts = slow?.persistence ?? null;
  if (facts === null) return null;
  const keys = facts.saveKeys;
  return {
    saving: facts.saving,
    progress: keys === null || keys.total <= 0 ? null : share(keys.done / keys.total),
    lastSaveAt: timestamp(facts.lastSaveUnixSeconds * 1000),
    lastSaveOk: facts.lastSaveOk,
    aof: facts.aof,
    loading: facts.loading,
    loadingProgress: facts.loadingProgress === null ? null : share(facts.loadingProgress),
  };
}

const share = (part: number): number => Math.min(1, Math.max(0, part));
