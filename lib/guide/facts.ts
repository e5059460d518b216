import type { ServerVersion } from "@/lib/info/version";
import type { Address } from "@/lib/info/view";

/** What a set-up follows from: seen, or said in the form. Everything in it is checked; `readForm` alone makes one. */
export interface GuideFacts {
  /** What Sentinel and Tidemark call the group. */
  readonly name: string;
  readonly version: ServerVersion;
  readonly primary: Address;
  readonly replicas: readonly GuideReplica[];
  /** In the busiest time; null: not known. */
  readonly writeBytesPerSecond: number | null;
  /** The longest time without a link after which a replica shall still continue from the backlog. */
  readonly outageSeconds: number;
  /** Of the data set in memory; null: not known. */
  readonly dataBytes: number | null;
  /** How fast a full copy is saved, sent and loaded. */
  readonly copyBytesPerSecond: number;
  readonly tls: boolean;
  /** `acl`: a user for each party. `password`: one password for all. */
  readonly auth: "acl" | "password";
  /** Null: none is wanted. */
  readonly sentinel: SentinelFacts | null;
  readonly persistence: "aof" | "rdb" | "none";
  /** How many replicas must keep up for a primary to take writes; 0: it always does. */
  readonly minReplicas: number;
  /** Absolute folders on the servers' hosts. */
  readonly configDir: string;
  readonly dataDir: string;
}

export interface GuideReplica {
  readonly address: Address;
  readonly follows: Address;
}

export interface SentinelFacts {
  readonly addresses: readonly [Address, ...Address[]];
  readonly quorum: number;
}

/** One server of the group, by the folder that its files are in: `primary`, `replica-1`. */
export interface GuideServer {
  readonly name: string;
  readonly address: Address;
  /** Null: the primary. */
  readonly follows: Address | null;
}

/** The primary, then the replicas in their order. */
export const serversOf = ({ primary, replicas }: GuideFacts): GuideServer[] => [
  { name: "primary", address: primary, follows: null },
  ...replicas.map(({ address, follows }, index) => ({ name: `replica-${index + 1}`, address, follows })),
];

/** Whether an address has a name for a host, and not numbers. */
export const isNamed = ({ host }: Address): boolean => !host.includes(":") && !/^[\d.]+$/.test(host);
