import type { FindingCode } from "@/lib/contract";
import type { Rule } from "./context";
import { backlogAtRisk, lagHigh, replicaWritable } from "./rules/lag";
import { linkDown, loading, otherHistory, replicaAhead, syncing } from "./rules/links";
import { clusterMode, failoverStuck, sentinelInCharge } from "./rules/mode";
import { instanceUnreachable, instanceUnreadable, primaryUnreachable } from "./rules/reach";
import {
  backupPuller,
  frozenReplica,
  linkSilent,
  manyDirectReplicas,
  noBacklog,
  replicaDiesOnFailedSave,
} from "./rules/replicas";
import { noPrimary, ring, twoPrimaries, upstreamUnknown } from "./rules/roles";
import { disklessLoadRisk, fullSyncLoop, outputBufferNearLimit, rdbVersionSkew } from "./rules/syncs";

/** Every state Tidemark tells of: one row for each code, gravest themes first. */
export const rules: { readonly [Code in FindingCode]: Rule } = {
  "primary-unreachable": primaryUnreachable,
  "no-primary": noPrimary,
  "two-primaries": twoPrimaries,
  ring,
  "failover-stuck": failoverStuck,
  "instance-unreachable": instanceUnreachable,
  "instance-unreadable": instanceUnreadable,
  "frozen-replica": frozenReplica,
  "link-down": linkDown,
  "full-sync-loop": fullSyncLoop,
  "replica-dies-on-failed-save": replicaDiesOnFailedSave,
  "lag-high": lagHigh,
  "link-silent": linkSilent,
  "backlog-at-risk": backlogAtRisk,
  "no-backlog": noBacklog,
  "output-buffer-near-limit": outputBufferNearLimit,
  "rdb-version-skew": rdbVersionSkew,
  "diskless-load-risk": disklessLoadRisk,
  "replica-ahead": replicaAhead,
  "other-history": otherHistory,
  "replica-writable": replicaWritable,
  "upstream-unknown": upstreamUnknown,
  syncing,
  loading,
  "many-direct-replicas": manyDirectReplicas,
  "backup-puller": backupPuller,
  "sentinel-in-charge": sentinelInCharge,
  "cluster-mode": clusterMode,
};
