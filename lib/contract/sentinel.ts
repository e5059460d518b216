import { z } from "zod";
import { InstanceId, Timestamp } from "./common";

/** Whether the Sentinels could begin and authorise a failover (SENTINEL CKQUORUM). */
export const SentinelQuorum = z.object({ ok: z.boolean(), text: z.string() });
export type SentinelQuorum = z.infer<typeof SentinelQuorum>;

/** One Sentinel and how it sees the group. */
export const Sentinel = z.object({
  /** `host:port` at which Tidemark reaches it; IPv6 in brackets. */
  address: z.string(),
  reachable: z.boolean(),
  /** A sentence for a person: why it could not be asked, or does not know the group. */
  problem: z.string().nullable(),
  /** The id it keeps over restarts (SENTINEL MYID); null before 6.2 and while it has not answered. */
  runId: z.string().nullable(),
  product: z.enum(["redis", "valkey", "other"]).nullable(),
  version: z.string().nullable(),
  /** The primary it sends clients to, where that is one of the group's instances. */
  primary: InstanceId.nullable(),
  /** The same as it says it, `host:port`. */
  primaryAddress: z.string().nullable(),
  /** What it names is none of the group's instances, told by its run id. */
  elsewhere: z.boolean(),
  /** How many times the primary has been failed over, as it counts. */
  epoch: z.number().int().min(0).nullable(),
  /** Whether it holds the primary to be down: `by-itself`, or `by-quorum` with as many others as are asked for. */
  down: z.enum(["no", "by-itself", "by-quorum"]).nullable(),
  failingOver: z.boolean().nullable(),
  ckquorum: SentinelQuorum.nullable(),
});
export type Sentinel = z.infer<typeof Sentinel>;

export const LastFailover = z.object({
  /** When Tidemark learned of it; null: it was before Tidemark began to look. */
  at: Timestamp.nullable(),
  epoch: z.number().int().min(1),
  from: InstanceId.nullable(),
  to: InstanceId,
});
export type LastFailover = z.infer<typeof LastFailover>;

/** The Sentinels of a group, and what they agree on. */
export const GroupSentinel = z.object({
  /** The name they watch the primary under; null while none has told. */
  name: z.string().nullable(),
  /** Those that are known, by address. */
  sentinels: z.array(Sentinel),
  /** How many must hold the primary to be down before a failover begins. */
  quorum: z.number().int().min(0).nullable(),
  /** How many there are, by their own count; a failover needs more than half of these. */
  known: z.number().int().min(0),
  /** How many answered Tidemark. */
  up: z.number().int().min(0),
  /** Null: none that answers could say. */
  ckquorum: SentinelQuorum.nullable(),
  /** The instance that more than half of those that answer send clients to; null: none, or no such half. */
  primary: InstanceId.nullable(),
  failingOver: z.boolean(),
  /** Null: there was none, or it is not known. */
  lastFailover: LastFailover.nullable(),
  sampledAt: Timestamp.nullable(),
});
export type GroupSentinel = z.infer<typeof GroupSentinel>;
