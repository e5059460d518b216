import type { QuorumVerdict, WatchedPrimary } from "@/lib/info/sentinel";
import type { Address, ServerView } from "@/lib/info/view";
import type { Interval } from "@/lib/units";

/** How one Sentinel sees the group. */
export interface SentinelView {
  readonly watched: WatchedPrimary;
  /** Where it sends clients: through the last steps of a failover the new primary, while `watched` is still the old one. */
  readonly clients: Address | null;
  /** Null: it did not say. */
  readonly quorum: QuorumVerdict | null;
}

/** What became of one attempt to ask a Sentinel. */
export type SentinelReading =
  | {
      readonly state: "reached";
      readonly at: Interval;
      readonly sentinelId: string | null;
      readonly server: Pick<ServerView, "product" | "version"> | null;
      /** It watches without acting for 30 s: its clock jumped, or its process stood still (sentinel.c, sentinelCheckTiltCondition). */
      readonly tilt: boolean | null;
      /** Null: it watches no primary that is the group's. */
      readonly view: SentinelView | null;
    }
  | { readonly state: "unreachable"; readonly at: Interval; readonly detail: string };

/** One Sentinel of a group, by the address it is reached at; a null reading: it was not asked yet. */
export interface KnownSentinel {
  readonly address: string;
  readonly reading: SentinelReading | null;
}
