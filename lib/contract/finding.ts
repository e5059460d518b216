import { z } from "zod";
import { Action, GroupId, InstanceId, Severity, Timestamp } from "./common";

export const FindingCode = z.enum([
  "stragglers",
  "instance-unreachable",
  "instance-unreadable",
  "primary-unreachable",
  "no-primary",
  "two-primaries",
  "returned-primary",
  "ring",
  "link-down",
  "syncing",
  "loading",
  "replica-ahead",
  "other-history",
  "replica-writable",
  "lag-high",
  "backlog-at-risk",
  "upstream-unknown",
  "failover-stuck",
  "sentinel-in-charge",
  "sentinel-disagrees",
  "sentinel-no-quorum",
  "sentinel-few",
  "cluster-mode",
  "full-sync-loop",
  "login-refused",
  "frozen-replica",
  "replica-dies-on-failed-save",
  "link-silent",
  "rdb-version-skew",
  "output-buffer-near-limit",
  "no-backlog",
  "diskless-load-risk",
  "many-direct-replicas",
  "backup-puller",
  "poller-cut-off",
  "frozen-primary",
  "wiped-primary",
  "writes-refused",
  "memory-full",
  "orphan-primary",
  "chain-after-failover",
  "announce-unreachable",
  "clock-skew",
  "config-not-saved",
  "primary-without-persistence",
  "monitor-lacks-rights",
  "backup-overdue",
  "backup-failed",
  "backup-damaged",
  "drill-overdue",
]);
export type FindingCode = z.infer<typeof FindingCode>;

export const Finding = z
  .object({
    /** `group/code/instance`: one state of one instance is one finding, however long it lasts. */
    id: z.string(),
    code: FindingCode,
    severity: Severity,
    group: GroupId,
    instance: InstanceId.nullable(),
    since: Timestamp,
    title: z.string(),
    detail: z.string(),
    evidence: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    advice: z.string(),
    action: z
      .object({
        action: Action.exclude(["rearrange", "drill", "restore"]),
        instance: InstanceId,
        upstream: InstanceId.optional(),
      })
      .nullable(),
  })
  .meta({ id: "Finding" });
export type Finding = z.infer<typeof Finding>;
