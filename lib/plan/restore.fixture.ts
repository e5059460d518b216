import type { Backup, PlanRequest } from "@/lib/contract";
import type { PlanContext } from "./context";
import { history, nowMs } from "./group.fixture";
import type { RestoreFacts } from "./restore-facts";

/** An hour old, of a Redis 7.0, with keys in db0 and db3. */
export const aBackup: Backup = {
  id: "backup-1",
  group: "orders",
  instance: "eu-1:6379",
  run: null,
  method: "wire",
  state: "verified",
  startedAt: new Date(nowMs - 3_600_000).toISOString(),
  endedAt: new Date(nowMs - 3_590_000).toISOString(),
  path: null,
  location: null,
  sizeBytes: 1_000_000,
  sha256: "f".repeat(64),
  rdbVersion: 10,
  serverVersion: "7.0.15",
  replid: history,
  offset: 900,
  keys: 200,
  expires: 0,
  databases: [
    { index: 0, keys: 150, expires: 0 },
    { index: 3, keys: 50, expires: 0 },
  ],
  sourceLagSeconds: 0,
  checks: [],
  drill: null,
  rechecked: null,
  error: null,
};

export const restoreRequest: PlanRequest = {
  action: "restore",
  instance: "old-1:6379",
  backup: aBackup.id,
};

/** What INFO says around its keyspace. */
const around = "role:master\r\nrdb_last_save_time:1\r\ncluster_enabled:0\r\n";

interface Changes {
  readonly backup?: Partial<Backup>;
  readonly facts?: Partial<RestoreFacts>;
  /** More of the target's INFO, or all of it. */
  readonly info?: string;
  readonly text?: string;
  readonly maxBytes?: number;
  readonly policy?: string;
}

/** The context of a restore into old-1, which is empty unless that is changed. */
export const restoring =
  ({ backup, facts, info = "", text = around + info, maxBytes, policy }: Changes = {}) =>
  (context: PlanContext): PlanContext => {
    const target = context.members.get("old-1:6379");
    const slow = target?.slow ?? null;
    const members = new Map(context.members);
    if (target !== undefined && slow !== null)
      members.set(target.id, {
        ...target,
        slow: {
          ...slow,
          text,
          memory: { usedBytes: 1_000_000, dataBytes: 0, maxBytes: maxBytes ?? null },
          limits: { ...slow.limits, evictionPolicy: policy ?? "noeviction" },
        },
      });
    return {
      ...context,
      members,
      restore: {
        backup: { ...aBackup, ...backup },
        databases: 16,
        bulkBytes: 512 * 1024 * 1024,
        denied: [],
        sinceBytes: 4096,
        ...facts,
      },
    };
  };
