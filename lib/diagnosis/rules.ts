import type { FindingCode } from "@/lib/contract";
import type { Rule } from "./context";
import { backlogAtRisk, lagHigh, replicaWritable } from "./rules/lag";
import { linkDown, loading, otherHistory, replicaAhead, syncing } from "./rules/links";
import { clusterMode, failoverStuck, sentinelInCharge } from "./rules/mode";
import { instanceUnreachable, instanceUnreadable, primaryUnreachable } from "./rules/reach";
import { noPrimary, ring, twoPrimaries, upstreamUnknown } from "./rules/roles";

/** Every state Tidemark tells of: one row for each code, gravest themes first. */
export const rules: { readonly [Code in FindingCode]: Rule } = {
  "primary-unreachable": primaryUnreachable,
  "no-primary": noPrimary,
  "two-primaries": twoPrimaries,
  ring,
  "failover-stuck": failoverStuck,
  "instance-unreachable": instanceUnreachable,
  "instance-unreadable": instanceUnreadable,
  "link-down": linkDown,
  "lag-high": lagHigh,
  "backlog-at-risk": backlogAtRisk,
  "replica-ahead": replicaAhead,
  "other-history": otherHistory,
  "replica-writable": replicaWritable,
  "upstream-unknown": upstreamUnknown,
  syncing,
  loading,
  "sentinel-in-charge": sentinelInCharge,
  "cluster-mode": clusterMode,
};
