import type { FindingCode } from "@/lib/contract";
import type { Rule } from "./context";
import { backupDamaged, backupFailed, backupOverdue, drillOverdue } from "./rules/backups";
import { clockSkew, configNotSaved } from "./rules/host";
import { announceUnreachable } from "./rules/identity";
import { backlogAtRisk, lagHigh, replicaWritable } from "./rules/lag";
import { linkDown, loading, otherHistory, replicaAhead, syncing } from "./rules/links";
import { loginRefused } from "./rules/login";
import { clusterMode, failoverStuck } from "./rules/mode";
import { monitorLacksRights, pollerCutOff } from "./rules/poller";
import { chainAfterFailover, frozenPrimary, orphanPrimary, wipedPrimary } from "./rules/primaries";
import { instanceUnreachable, instanceUnreadable, primaryUnreachable } from "./rules/reach";
import {
  backupPuller,
  frozenReplica,
  linkSilent,
  manyDirectReplicas,
  noBacklog,
  replicaDiesOnFailedSave,
} from "./rules/replicas";
import { returnedPrimary } from "./rules/returned";
import { noPrimary, ring, twoPrimaries, upstreamUnknown } from "./rules/roles";
import { sentinelDisagrees, sentinelFew, sentinelInCharge, sentinelNoQuorum } from "./rules/sentinel";
import { stragglers } from "./rules/stragglers";
import { disklessLoadRisk, fullSyncLoop, outputBufferNearLimit, rdbVersionSkew } from "./rules/syncs";
import { memoryFull, primaryWithoutPersistence, writesRefused } from "./rules/writes";

/** Every state Tidemark tells of: one row for each code, gravest themes first. */
export const rules: { readonly [Code in FindingCode]: Rule } = {
  "poller-cut-off": pollerCutOff,
  "primary-unreachable": primaryUnreachable,
  "frozen-primary": frozenPrimary,
  "wiped-primary": wipedPrimary,
  "no-primary": noPrimary,
  "two-primaries": twoPrimaries,
  "returned-primary": returnedPrimary,
  "orphan-primary": orphanPrimary,
  ring,
  "failover-stuck": failoverStuck,
  "sentinel-disagrees": sentinelDisagrees,
  "instance-unreachable": instanceUnreachable,
  "instance-unreadable": instanceUnreadable,
  "frozen-replica": frozenReplica,
  "writes-refused": writesRefused,
  "memory-full": memoryFull,
  "link-down": linkDown,
  "login-refused": loginRefused,
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
  "announce-unreachable": announceUnreachable,
  "clock-skew": clockSkew,
  "config-not-saved": configNotSaved,
  "sentinel-no-quorum": sentinelNoQuorum,
  syncing,
  loading,
  "many-direct-replicas": manyDirectReplicas,
  "backup-puller": backupPuller,
  "sentinel-in-charge": sentinelInCharge,
  "sentinel-few": sentinelFew,
  "cluster-mode": clusterMode,
  "chain-after-failover": chainAfterFailover,
  stragglers,
  "primary-without-persistence": primaryWithoutPersistence,
  "monitor-lacks-rights": monitorLacksRights,
  "backup-overdue": backupOverdue,
  "backup-failed": backupFailed,
  "backup-damaged": backupDamaged,
  "drill-overdue": drillOverdue,
};
