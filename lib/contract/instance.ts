import { z } from "zod";
import { Bytes, GroupId, InstanceId, Offset, Seconds, Timestamp } from "./common";

export const LinkState = z.enum(["up", "connecting", "handshake", "syncing", "loading", "down"]);
export type LinkState = z.infer<typeof LinkState>;

export const SyncProgress = z.object({
  doneBytes: Bytes.nullable(),
  totalBytes: Bytes.nullable(),
  progress: z.number().min(0).max(1).nullable(),
  etaSeconds: Seconds.nullable(),
});

export const Link = z.object({
  state: LinkState,
  downSeconds: Seconds.nullable(),
  /** Seconds since the last REPLCONF ACK, as the upstream counts them: liveness, not lag. */
  lastAckSeconds: Seconds.nullable(),
  /** The upstream lists this replica; false: only the replica says so; null: the upstream could not be asked. */
  confirmed: z.boolean().nullable(),
  sync: SyncProgress.nullable(),
});
export type Link = z.infer<typeof Link>;

export const Resync = z.object({
  verdict: z.enum(["partial", "at-risk", "full"]),
  headroomBytes: z.number().nullable(),
  headroomSeconds: z.number().nullable(),
  /**
   * What a reconnect would send. `partial` and `at-risk`: so many bytes of the stream. `full`: at most about so many, the
   * size of the upstream's data set in memory; its RDB is mostly smaller.
   */
  copyBytes: Bytes.nullable(),
  /** `full` because the needed offset has left the backlog: when it did. Null: for another reason, or before we looked. */
  pastSince: Timestamp.nullable(),
  reason: z.string(),
});
export type Resync = z.infer<typeof Resync>;

/** `GET /api/instances/:id/upstreams`: what it would cost to follow another instance of the group. */
export const UpstreamOption = z
  .object({
    upstream: InstanceId,
    /** How it is done: a primary is attached, a replica re-pointed. */
    action: z.enum(["repoint", "attach"]),
    allowed: z.boolean(),
    /** Null where it is not allowed. */
    resync: z.enum(["partial", "full", "unknown"]).nullable(),
    /** `partial`: bytes of the stream to send. `full`: at most about so many. */
    copyBytes: Bytes.nullable(),
    /** `partial`: bytes the upstream may still take in, and at the recent write rate seconds, before it would be full. */
    headroomBytes: Bytes.nullable(),
    headroomSeconds: Seconds.nullable(),
    /** The verdict in a few words: `Partial, 118 KiB`, `Full, at most 3.20 GiB: eu-3 is ahead`, `Loop`. */
    words: z.string(),
    /** Why, or why not. */
    reason: z.string(),
  })
  .meta({ id: "UpstreamOption" });
export type UpstreamOption = z.infer<typeof UpstreamOption>;

export const UpstreamList = z.object({ upstreams: z.array(UpstreamOption) }).meta({ id: "UpstreamList" });
export type UpstreamList = z.infer<typeof UpstreamList>;
/** The one state an instance is shown in; lib/topology/state.ts decides it and ranks them. */
export const InstanceState = z.enum([
  "unreachable",
  "unreadable",
  "link-down",
  "syncing",
  "loading",
  "lagging",
  "unknown",
  "online",
]);
export type InstanceState = z.infer<typeof InstanceState>;

/** `not-allowed`: its address is outside `networks.allow`, so that nothing is sent there. */
export const UnreachableReason = z.enum([
  "refused",
  "timeout",
  "auth",
  "dns",
  "tls",
  "protocol",
  "not-allowed",
]);

export const Instance = z
  .object({
    id: InstanceId,
    group: GroupId,
    name: z.string(),
    reachable: z.boolean(),
    unreachableReason: UnreachableReason.nullable(),
    /** A sentence for a person: why it could not be reached, or which field could not be read. */
    problem: z.string().nullable(),
    /** When the newest reply was made; null: none yet. */
    sampledAt: Timestamp.nullable(),
    product: z.enum(["redis", "valkey", "other"]),
    version: z.string().nullable(),
    runId: z.string().nullable(),
    role: z.enum(["primary", "replica"]).nullable(),
    /** A primary that a run detached: it stays in sight, so that it can be attached again, and is not the group's. */
    detached: z.boolean(),
    upstream: InstanceId.nullable(),
    replicas: z.array(InstanceId),
    link: Link.nullable(),
    replid: z.string().nullable(),
    previousReplid: z.string().nullable(),
    previousReplidUntil: Offset.nullable(),
    offset: Offset.nullable(),
    writeBytesPerSecond: z.number().min(0).nullable(),
    lagBytes: Bytes.nullable(),
    lagSeconds: Seconds.nullable(),
    /** Half the width of the interval that holds the true time lag. */
    lagSecondsError: Seconds.nullable(),
    /** What a reader of this replica sees, measured by the optional heartbeat; null: off, or not known. */
    heartbeat: z
      .object({
        /** How old the data was, at the moment of the answer. */
        lagSeconds: Seconds,
        /** The true age is no farther from `lagSeconds` than this. */
        lagSecondsError: Seconds,
        sampledAt: Timestamp,
      })
      .nullable(),
    backlog: z
      .object({
        active: z.boolean(),
        sizeBytes: Bytes,
        firstOffset: Offset.nullable(),
        historyBytes: Bytes,
      })
      .nullable(),
    resync: Resync.nullable(),
    readOnly: z.boolean().nullable(),
    priority: z.number().int().nullable(),
    announced: z.boolean().nullable(),
    /** As a node of a cluster; null: it is none, or could not be asked. */
    cluster: z
      .object({
        nodeId: z.string(),
        /** Hash slots it serves; 0 on a replica. */
        slots: z.number().int().min(0),
        flags: z.array(z.string()),
      })
      .nullable(),
    persistence: z
      .object({
        saving: z.boolean(),
        progress: z.number().min(0).max(1).nullable(),
        lastSaveAt: Timestamp.nullable(),
        lastSaveOk: z.boolean(),
        aof: z.boolean(),
        /** It reads its data set into memory: most commands are refused. */
        loading: z.boolean(),
        loadingProgress: z.number().min(0).max(1).nullable(),
      })
      .nullable(),
    memory: z
      .object({
        usedBytes: Bytes,
        maxBytes: Bytes.nullable(),
        /** Of the data set and its tables: a full copy is at most so large, mostly far smaller. */
        dataBytes: Bytes.nullable(),
      })
      .nullable(),
    opsPerSecond: z.number().min(0).nullable(),
    connectedClients: z.number().int().min(0).nullable(),
    keys: z.number().int().min(0).nullable(),
  })
  .meta({ id: "Instance" });
export type Instance = z.infer<typeof Instance>;

/** `GET /api/instances/:id`: with the raw INFO fields and the settings that matter. */
export const InstanceDetail = Instance.extend({
  info: z.record(z.string(), z.string()),
  config: z.record(z.string(), z.string()).nullable(),
}).meta({ id: "InstanceDetail" });
export type InstanceDetail = z.infer<typeof InstanceDetail>;
