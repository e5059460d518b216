import type { BackupStanding } from "@/lib/backup/facts";
import type { AddGroup, Finding } from "@/lib/contract";
import type { LagThresholds } from "@/lib/group/member";
import type { Networks } from "@/server/redis/networks";

/** One group to watch, as the settings or the API name it. */
export interface GroupConfig {
  readonly name: string;
  /** Seed URLs: `redis://`, `rediss://`, `unix:/path`. One with a user or password in it beats the two fields below. */
  readonly seeds: readonly string[];
  readonly username: string | null;
  readonly password: string | null;
  /** Used for actions; both null: the same as above. */
  readonly operator: { readonly username: string | null; readonly password: string | null };
  /** Used for what brings the whole data set; both null: the operator's. */
  readonly backup: { readonly username: string | null; readonly password: string | null };
  /** Each a path to a PEM file, or PEM text. They count where a seed says `rediss://`. */
  readonly tls: {
    readonly ca: string | null;
    readonly cert: string | null;
    readonly key: string | null;
    readonly "server-name": string | null;
  };
  /** Addresses of Sentinels, `host:port`; those that the instances tell of are found without. */
  readonly sentinels: readonly string[];
  /** Who we are to them; both null: as to the instances, and nobody where that is refused. */
  readonly sentinel: { readonly username: string | null; readonly password: string | null };
  /** Announced address → the one we reach it at, both `host:port`. */
  readonly addresses: Readonly<Record<string, string>>;
}

/** A group named in few words, as by the API or the command line; what is left out is null. */
export const groupConfigOf = ({ name, seeds, tls, ...named }: AddGroup): GroupConfig => ({
  name,
  seeds,
  username: named.username ?? null,
  password: named.password ?? null,
  operator: { username: named.operator?.username ?? null, password: named.operator?.password ?? null },
  backup: { username: named.backup?.username ?? null, password: named.backup?.password ?? null },
  tls: {
    ca: tls?.ca ?? null,
    cert: tls?.cert ?? null,
    key: tls?.key ?? null,
    "server-name": tls?.["server-name"] ?? null,
  },
  sentinels: [],
  sentinel: { username: null, password: null },
  addresses: {},
});

export interface PollOptions {
  /** How often each instance is asked for INFO replication. */
  readonly intervalMs: number;
  /** A reply later than this counts as none. */
  readonly timeoutMs: number;
  /** Follow upstreams and replicas that INFO names. False: only seeds are ever dialled. */
  readonly discover: boolean;
}

/** How the heartbeat is written: a key of Tidemark's own on each primary, read on its replicas. */
export interface HeartbeatOptions {
  /** What the key begins with; the group's id and a word of this process' own follow. */
  readonly prefix: string;
  readonly intervalMs: number;
  /** More than two intervals. */
  readonly ttlMs: number;
}

/** Where remarks go; a pino logger is one. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** The poller's clock: Unix milliseconds that never jump back. */
export interface Clock {
  nowMs(): number;
}

export interface FleetOptions {
  readonly groups: readonly GroupConfig[];
  readonly poll: PollOptions;
  /** Where their instances and Sentinels may lie. */
  readonly networks: Networks;
  readonly thresholds: LagThresholds;
  /** Null or left out: nothing is ever written. */
  readonly heartbeat?: HeartbeatOptions | null;
  /** The name of the group whose servers Tidemark started itself. */
  readonly demoGroup?: string;
  /** Findings that were open when the process last stopped: they keep their `since`. */
  readonly openFindings?: readonly Finding[];
  /** What is known of a group's backups, by its id; null, or left out: nothing. Asked at each derivation. */
  readonly backups?: (group: string) => BackupStanding | null;
  readonly clock?: Clock;
  readonly log: Log;
}

export const monotonicClock: Clock = { nowMs: () => performance.timeOrigin + performance.now() };
