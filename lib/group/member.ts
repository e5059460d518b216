import type { Address, Reading, ReplicationView, SlowFacts } from "@/lib/info/view";
import type { ShownHeartbeat } from "@/lib/lag/heartbeat";
import type { Interval } from "@/lib/units";

/** The id of an instance: the address Tidemark reaches it at, `host:port`, IPv6 in brackets. */
export type InstanceId = string;

/** One instance of a group, with everything read of it so far. Made by the poller, read by everything in `lib`. */
export interface Member {
  readonly id: InstanceId;
  /** The newest reading; null before the first. */
  readonly reading: Reading | null;
  /** The newest reading that reached it, however old: what an unreachable instance was when it last spoke. */
  readonly lastReached: { readonly at: Interval; readonly view: ReplicationView } | null;
  /** How many readings in a row have not reached it. */
  readonly failures: number;
  /** When the present run of failures began, Unix milliseconds; null while it answers. */
  readonly failingSinceMs: number | null;
  readonly slow: SlowFacts | null;
  /** The heartbeat it showed with the newest reading; null: none, or it was not asked. */
  readonly heartbeat: ShownHeartbeat | null;
  /** The local host of each copy of its data set that this process has open; null: its connection is not up yet. */
  readonly copiesFrom?: readonly (string | null)[];
  /** How many copies of its data set this process has asked it for: its `sync_full` counts them, and no replica made them. */
  readonly copiesAsked?: number;
}

/** Which instance an announced address belongs to; null: none that we watch. Knows NAT translations and aliases. */
export type Resolve = (address: Address) => InstanceId | null;

/** Thresholds of lag, from the settings. */
export interface LagThresholds {
  readonly warnSeconds: number;
  readonly criticalSeconds: number;
  readonly warnBytes: number;
}
