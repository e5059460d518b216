import type { StepKind } from "@/lib/contract";
import { bgsave } from "@/server/backup/bgsave";
import { receiveRdbStep } from "@/server/backup/receive-rdb";
import { countKeys } from "@/server/backup/restore/count-keys";
import { readBackup } from "@/server/backup/restore/read-backup";
import { sendBackup } from "@/server/backup/restore/send-backup";
import { unguardSave } from "@/server/backup/unguard";
import { closeClients } from "./close-clients";
import { clusterFailover } from "./cluster";
import { failover } from "./failover";
import { awaitOffset } from "./offset";
import { pauseWrites, resumeWrites } from "./pause";
import { persist } from "./persist";
import { preferReplica, unpreferReplica } from "./priority";
import { replicaof } from "./replicaof";
import { replicaofNoOne } from "./role";
import { failed, type StepRow } from "./row";
import { awaitSentinel } from "./sentinel-await";
import { sentinelFailover } from "./sentinel-failover";
import { changeSetting, fenceWrites, restoreSetting, setForGood, unfenceWrites } from "./settings";
import { verify } from "./verify";

/** No step of a plan: drills carry theirs out themselves (server/backup/drill). */
const elsewhere: StepRow = {
  releases: null,
  cancel: "aborts",
  long: true,
  deadlineMs: 0,
  prove: async () => failed("It is no step of a plan."),
  learn: async () => ({ says: "not-done", text: "it is no step of a plan." }),
};

/** Every kind of step there is. */
export const steps: Record<StepKind, StepRow> = {
  failover,
  "hold-pings": changeSetting("hold-pings"),
  "restore-pings": restoreSetting("hold-pings"),
  "pause-writes": pauseWrites,
  "resume-writes": resumeWrites,
  "fence-writes": fenceWrites,
  "unfence-writes": unfenceWrites,
  "await-offset": awaitOffset,
  replicaof,
  "replicaof-no-one": replicaofNoOne,
  persist,
  "set-priority": setForGood,
  "guard-save": changeSetting("guard-save"),
  "unguard-save": unguardSave,
  bgsave,
  "close-clients": closeClients,
  "prefer-replica": preferReplica,
  "unprefer-replica": unpreferReplica,
  "await-sentinel": awaitSentinel,
  "sentinel-failover": sentinelFailover,
  "cluster-failover": clusterFailover,
  // A link like any other: only the words differ.
  "cluster-replicate": replicaof,
  "receive-rdb": receiveRdbStep,
  "drill-fetch": elsewhere,
  "drill-load": elsewhere,
  "drill-compare": elsewhere,
  "drill-remove": elsewhere,
  "read-backup": readBackup,
  "send-backup": sendBackup,
  "count-keys": countKeys,
  verify,
};
