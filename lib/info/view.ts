import type { Interval, Offset } from "@/lib/units";
import type { ClusterView } from "./cluster";

/** What an instance is in its group. Redis itself says `master` and `slave`; only `lib/info` knows those words. */
export type Role = "primary" | "replica";

/** Why an instance did not answer. `protocol`: it answered something that is not RESP, or more than we accept. */
export type UnreachableReason = "refused" | "timeout" | "auth" | "dns" | "tls" | "protocol" | "not-allowed";

/** What became of one attempt to read an instance. Never a half: a field we need and cannot read makes it unreadable. */
export type Reading =
  | { readonly state: "reached"; readonly at: Interval; readonly view: ReplicationView }
  | { readonly state: "unreadable"; readonly at: Interval; readonly field: string; readonly detail: string }
  | {
      readonly state: "unreachable";
      readonly at: Interval;
      readonly reason: UnreachableReason;
      readonly detail: string;
      /** Our own machine knew no way there: nothing came back from the other one. */
      readonly noRoute?: true;
    };

/** A network address as a server announces it, before any translation. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** INFO replication, read. Absent fields are null, whatever the server's version. */
export interface ReplicationView {
  readonly role: Role;
  /** The history this instance's offset counts in: 40 hex digits. */
  readonly replid: string;
  /** The history it continued from, valid up to `previousReplidUntil` (`second_repl_offset`); null where there is none. */
  readonly previousReplid: string | null;
  readonly previousReplidUntil: Offset | null;
  /** Primary: `master_repl_offset`. Replica: `slave_repl_offset`, what it has applied. */
  readonly offset: Offset;
  readonly backlog: BacklogView;
  /** `master_failover_state`; null before 6.2. */
  readonly failover: "none" | "waiting-for-sync" | "in-progress" | null;
  /** Replicas as this instance lists them (`slaveN`), backup pullers included (port 0). */
  readonly listed: readonly ListedReplica[];
  /** How it follows its upstream; null on a primary. */
  readonly following: FollowingView | null;
}

export interface BacklogView {
  readonly active: boolean;
  readonly sizeBytes: number;
  /** Offset of the oldest byte still held; null while inactive. */
  readonly firstOffset: Offset | null;
  readonly historyBytes: number;
}

/** One `slaveN` line. */
export interface ListedReplica {
  readonly address: Address;
  /** `online`, `wait_bgsave`, `send_bulk`, `send_bulk_and_stream`, `bg_transfer`, … as sent. */
  readonly state: string;
  /** Last acknowledged offset. 0 for up to 1 s after a resync: then it says nothing. */
  readonly ackOffset: Offset;
  /** Whole seconds since its last REPLCONF ACK, by the upstream's clock: liveness, not lag. Null when not online. */
  readonly lastAckSeconds: number | null;
  /** Valkey: `replica`, `rdb-channel`, `main-channel`; null elsewhere. */
  readonly channel: string | null;
}

/** The replica's own side of its link. */
export interface FollowingView {
  readonly upstream: Address;
  readonly linkUp: boolean;
  /** Seconds since the link went down; null while up, and where the server cannot say (never up, or 6.0's epoch). */
  readonly downSeconds: number | null;
  /** `master_last_io_seconds_ago`; null when the link is down. */
  readonly lastIoSeconds: number | null;
  /** A full copy under way (`master_sync_in_progress`); null otherwise. */
  readonly sync: { readonly readBytes: number | null; readonly totalBytes: number | null } | null;
  readonly readOnly: boolean;
  readonly priority: number | null;
  readonly announced: boolean | null;
}

/** What changes slowly, read every 10 s and at once after each new connection. A null part could not be read. */
export interface SlowFacts {
  readonly at: Interval;
  readonly server: ServerView | null;
  readonly persistence: PersistenceView | null;
  readonly memory: MemoryView | null;
  readonly clients: ClientsView | null;
  readonly stats: StatsView | null;
  readonly keyspace: KeyspaceView | null;
  /** Named settings alone, never `CONFIG GET *`: that would fetch passwords. Null: CONFIG is not allowed. */
  readonly config: ReadonlyMap<string, string> | null;
  /** Clients subscribed to `__sentinel__:hello`: more than none means Sentinel is in charge. Null: could not ask. */
  readonly sentinelSubscribers: number | null;
  /** Read only where INFO lists a replica. Null: there is none, or CLIENT LIST is not allowed. */
  readonly replicaBuffers: ReplicaBuffersView | null;
  /**
   * What the same reply said of replication: unlike the newest reading it is surely of the same process. Null while that
   * loads its data set, when neither its history nor its keys are what they will be.
   */
  readonly history: HistoryView | null;
  readonly limits: LimitsView;
  /** Null: INFO does not tell the time, as on 6.0. */
  readonly clock: ClockView | null;
  /** Commands that the server refused this user (NOPERM), by their first word. */
  readonly forbidden: readonly string[];
  /** Null: no node of a cluster, or it could not be asked. */
  readonly cluster: ClusterView | null;
  /** The whole INFO reply, for the instance page; kept as text, since its fields by name take five times the room. */
  readonly text: string;
}

export interface ServerView {
  readonly product: "redis" | "valkey" | "other";
  readonly version: string;
  readonly runId: string;
  readonly mode: "standalone" | "sentinel" | "cluster";
  readonly uptimeSeconds: number | null;
  /** Null: the server runs without a config file, so CONFIG REWRITE cannot keep a role over a restart. */
  readonly configFile: string | null;
}

export interface PersistenceView {
  readonly loading: boolean;
  /** Serving old data while a new set loads beside it (`async_loading`); null before 7.0. */
  readonly asyncLoading: boolean | null;
  /** 0 to 1, while loading. */
  readonly loadingProgress: number | null;
  readonly loadingEtaSeconds: number | null;
  readonly saving: boolean;
  /** Keys of the save under way; null where the version does not say (before 6.2) or none runs. */
  readonly saveKeys: { readonly done: number; readonly total: number } | null;
  readonly saveSeconds: number | null;
  /** Unix seconds by the server's clock. With nothing ever saved: when the process started. */
  readonly lastSaveUnixSeconds: number;
  readonly lastSaveOk: boolean;
  /** Starts of disk saves, failed ones too (`rdb_saves`); null before 7.0. */
  readonly saves: number | null;
  readonly aof: boolean;
  readonly aofRewriting: boolean;
}

export interface MemoryView {
  readonly usedBytes: number;
  /**
   * What is in use for the data set, its tables and clients: all but what the server had at its start and its backlog. An
   * RDB of the data set is smaller, mostly by far. Null where the server does not tell these apart.
   */
  readonly dataBytes: number | null;
  /** Null: no limit set. */
  readonly maxBytes: number | null;
}

export interface ClientsView {
  readonly connected: number;
}

export interface StatsView {
  readonly opsPerSecond: number;
  readonly fullSyncs: number;
  readonly partialSyncs: number;
  readonly partialSyncsRefused: number;
  /** Clients dropped since the start because what waited for them passed its limit; null before Redis 7.4 and Valkey 8. */
  readonly bufferDisconnections: number | null;
  /** Replies NOAUTH, WRONGPASS and NOPERM since the start, to anybody; null before 6.2. */
  readonly loginErrors: number | null;
}

/** What waits in an upstream's memory for those who read its stream. */
export interface ReplicaBuffersView {
  readonly count: number;
  /** The fullest of them; null where there is none. */
  readonly largestBytes: number | null;
}

export interface KeyspaceView {
  readonly keys: number;
  readonly expires: number;
}

export type HistoryView = Pick<ReplicationView, "role" | "replid" | "previousReplid">;

/** What decides, beside settings, whether a primary takes writes. */
export interface LimitsView {
  /** Of `used_memory`, what does not count against maxmemory: buffers of replicas and of the AOF. */
  readonly uncountedBytes: number | null;
  /** `maxmemory_policy`, as sent. */
  readonly evictionPolicy: string | null;
  /** Writes refused with OOM since the start; null where the server counts none, or none yet. */
  readonly outOfMemoryErrors: number | null;
  /** `aof_last_write_status`; null where it is not said. */
  readonly aofWriteOk: boolean | null;
}

/** A server's wall clock against ours. */
export interface ClockView {
  /** Server minus Tidemark, milliseconds. */
  readonly aheadMs: number;
  /** It may be off by so much either way: half the time INFO took. */
  readonly errorMs: number;
}
