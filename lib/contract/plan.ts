import { z } from "zod";
import { Action, Bytes, GroupId, InstanceId, NamedInstance, Offset, Seconds, Timestamp } from "./common";
import { LinkState } from "./instance";

/**
 * What a step does; the executor has one row for each.
 * - `failover`: FAILOVER TO the target at the primary, then wait until both have swapped roles; ABORT by us when it does not end.
 * - `hold-pings`: CONFIG SET repl-ping-replica-period 3600 at the primary, so that no PING moves its offset (undone by `restore-pings`).
 * - `pause-writes` / `resume-writes`: CLIENT PAUSE ms WRITE / CLIENT UNPAUSE. `fence-writes` / `unfence-writes`: min-replicas-to-write, where PAUSE WRITE is missing (before 6.2).
 * - `await-offset`: wait until the target has applied all the paused primary had.
 * - `replicaof`: REPLICAOF host port, proven by the replica's link being up to that upstream.
 * - `replicaof-no-one`: REPLICAOF NO ONE, proven by its role.
 * - `persist`: CONFIG REWRITE.
 * - `set-priority`: CONFIG SET replica-priority at an instance whose role changed: 0 keeps it out of every promotion, an undo gives the former one back.
 * - `guard-save` / `unguard-save`: CONFIG SET stop-writes-on-bgsave-error no, and back.
 * - `bgsave`: BGSAVE, then wait until this very save has ended well.
 * - `close-clients`: CLIENT KILL ID of one connection, proven by CLIENT LIST, which no longer has it.
 * - `prefer-replica` / `unprefer-replica`: CONFIG SET replica-priority for the time of a failover by Sentinel, and back.
 * - `await-sentinel`: no command; wait until the step's Sentinel has read those priorities, and for the moment at which its failover is shortest.
 * - `sentinel-failover`: SENTINEL FAILOVER to the step's Sentinel, proven by where it sends clients and by the target's role.
 * - `cluster-failover`: CLUSTER FAILOVER to the replica itself, proven by both roles.
 * - `cluster-replicate`: CLUSTER REPLICATE node-id to the replica, proven as `replicaof` is.
 * - `receive-rdb`: the data set over the replication protocol (REPLCONF rdb-only 1, PSYNC ? -1), on a connection of its own; proven and stored as it streams.
 * - `drill-fetch`, `drill-load`, `drill-compare`, `drill-remove`: a backup restored into a throw-away server here, and compared; the
 *   group hears no command of it but DEBUG DIGEST, and that only where it still stands where the backup was taken.
 * - `read-backup`: no command; the backup is read whole and held against its hash, and the instance must be empty.
 * - `send-backup`: each key of it as RESTORE key ttl payload ABSTTL, never REPLACE, on a connection of its own.
 * - `count-keys`: no command; INFO keyspace, against what the backup was found to hold.
 * - `verify`: no command; the end state is read from every instance involved.
 */
export const StepKind = z.enum([
  "failover",
  "hold-pings",
  "restore-pings",
  "pause-writes",
  "resume-writes",
  "fence-writes",
  "unfence-writes",
  "await-offset",
  "replicaof",
  "replicaof-no-one",
  "persist",
  "set-priority",
  "guard-save",
  "unguard-save",
  "bgsave",
  "close-clients",
  "prefer-replica",
  "unprefer-replica",
  "await-sentinel",
  "sentinel-failover",
  "cluster-failover",
  "cluster-replicate",
  "receive-rdb",
  "drill-fetch",
  "drill-load",
  "drill-compare",
  "drill-remove",
  "read-backup",
  "send-backup",
  "count-keys",
  "verify",
]);
export type StepKind = z.infer<typeof StepKind>;

export const CheckStatus = z.enum(["pass", "warn", "fail"]);
export const Check = z.object({
  code: z.string(),
  status: CheckStatus,
  text: z.string(),
  evidence: z.string().nullable(),
});
export type Check = z.infer<typeof Check>;

export const PlanStep = z.object({
  n: z.number().int().min(1),
  kind: StepKind,
  instance: InstanceId,
  /** The very words Redis will hear, passwords masked; null when nothing is sent. */
  command: z.array(z.string()).nullable(),
  text: z.string(),
  /** What must be seen before the step counts as done. */
  proof: z.string(),
  /** The other instance the step is about: the new upstream, the failover's target. */
  peer: InstanceId.nullable(),
  /** The address of the Sentinel that hears the command; null: the instance itself does. */
  sentinel: z.string().nullable(),
});
export type PlanStep = z.infer<typeof PlanStep>;

export const Effect = z.object({
  link: z.object({ replica: InstanceId, upstream: InstanceId }),
  resync: z.enum(["partial", "full", "none", "unknown"]),
  bytes: z.number().nullable(),
  /** `partial`: bytes of the stream to send. `full`: at most about so many, the upstream's data in memory. Null: not known, or nothing. */
  copyBytes: z.number().nullable(),
  reason: z.string(),
});
export type Effect = z.infer<typeof Effect>;

/** A topology small enough to draw before and after. */
export const Sketch = z.array(
  z.object({
    instance: InstanceId,
    role: z.enum(["primary", "replica"]).nullable(),
    upstream: InstanceId.nullable(),
  }),
);
export type Sketch = z.infer<typeof Sketch>;

export const Confirm = z.object({
  /** 1 is a button and is not listed here; 2: a checkbox that names the consequence; 3: also the group's name, typed. */
  tier: z.union([z.literal(2), z.literal(3)]),
  /** What must be typed (tier 3). */
  type: z.string().nullable(),
  text: z.string(),
});

/** Replicas and whom each is to follow, in the order in which they are told. */
export const PlannedMoves = z.array(z.object({ replica: NamedInstance, upstream: NamedInstance })).max(500);
export type PlannedMoves = z.infer<typeof PlannedMoves>;
/**
 * How a backup is taken. `wire`: Tidemark receives the data set as a replica would, proves it and keeps the file.
 * `bgsave`: the instance saves on its own disk.
 */
export const BackupMethod = z.enum(["wire", "bgsave"]);
export type BackupMethod = z.infer<typeof BackupMethod>;

/** `POST /api/groups/:group/plans`. Instances are named by inventory id, never by free text. */
export const PlanRequest = z
  .discriminatedUnion("action", [
    z.object({
      action: z.literal("promote"),
      instance: NamedInstance,
      /** The other replicas follow the new primary (default true). */
      moveSiblings: z.boolean().optional(),
      /**
       * What becomes of the old primary (default `follow`). It is a replica of the new one either way; `out`: with
       * replica-priority 0, so that neither Tidemark nor Sentinel promotes it, and nobody follows it.
       */
      oldPrimary: z.enum(["follow", "out"]).optional(),
      /** The replica-priority that the promoted instance is given: how an undo of `out` puts it back. */
      priority: z.number().int().min(0).max(1_000_000_000).optional(),
    }),
    z.object({ action: z.literal("detach"), instance: NamedInstance }),
    z.object({ action: z.literal("repoint"), instance: NamedInstance, upstream: NamedInstance }),
    z.object({ action: z.literal("attach"), instance: NamedInstance, upstream: NamedInstance }),
    /** Without an instance the best replica is chosen, and without a method what it allows. */
    z.object({
      action: z.literal("backup"),
      instance: NamedInstance.optional(),
      method: BackupMethod.optional(),
    }),
    /** Closes connections of clients. `writers` (the default): those whose last command was a write; `all`: readers and subscribers too. */
    z.object({
      action: z.literal("disconnect"),
      instance: NamedInstance,
      clients: z.enum(["writers", "all"]).optional(),
    }),
    /**
     * Re-points replicas of an instance that feeds many under their siblings. `move`: how many (default: as many as spread
     * the load best); `copies`: also those that would copy everything (default false); `moves`: the very ones, once chosen.
     */
    z.object({
      action: z.literal("relieve"),
      instance: NamedInstance,
      move: z.number().int().min(1).max(500).optional(),
      copies: z.boolean().optional(),
      moves: PlannedMoves.optional(),
    }),
    /** Re-points all that stand deeper than one hop below an instance to it; the options are those of `relieve`. */
    z.object({
      action: z.literal("flatten"),
      instance: NamedInstance,
      copies: z.boolean().optional(),
      moves: PlannedMoves.optional(),
    }),
    /** Seeds an empty primary, of this group, from a verified backup, of any. */
    z.object({ action: z.literal("restore"), instance: NamedInstance, backup: z.string().min(1).max(100) }),
    /** Any such re-points, one after the other; `instance` is the one they are about. The undo of the two above. */
    z.object({ action: z.literal("rearrange"), instance: NamedInstance, moves: PlannedMoves.min(1) }),
  ])
  .meta({ id: "PlanRequest" });
export type PlanRequest = z.infer<typeof PlanRequest>;

/** What an instance said when the plan was made, and the plan is bound to. Null: not known. */
export const PlanReading = z.object({
  instance: InstanceId,
  reachable: z.boolean(),
  role: z.enum(["primary", "replica"]).nullable(),
  upstream: InstanceId.nullable(),
  replid: z.string().nullable(),
  offset: Offset.nullable(),
  lagBytes: Bytes.nullable(),
  lagSeconds: Seconds.nullable(),
  link: LinkState.nullable(),
  /** Its replica-priority. */
  priority: z.number().int().nullable(),
  sampledAt: Timestamp.nullable(),
});
export type PlanReading = z.infer<typeof PlanReading>;

export const Plan = z
  .object({
    id: z.string(),
    /** What was asked for, with every choice that was left open made; the same request again gives the same plan. */
    request: PlanRequest,
    action: Action.exclude(["drill"]),
    group: GroupId,
    instance: InstanceId,
    upstream: InstanceId.nullable(),
    method: z.enum(["failover", "forced", "pause-and-promote", "sentinel", "cluster"]).nullable(),
    revision: z.number().int(),
    /** One of each instance of the group, in its order. A run is refused (`plan-stale`) where one of them has changed in what matters. */
    readings: z.array(PlanReading),
    createdAt: Timestamp,
    expiresAt: Timestamp,
    title: z.string(),
    checks: z.array(Check),
    steps: z.array(PlanStep),
    effects: z.array(Effect),
    dataLoss: z.object({
      verdict: z.enum(["none", "possible", "certain"]),
      bytes: z.number().nullable(),
      /** How many seconds of writes these bytes are, at least; null: not known. */
      seconds: Seconds.nullable(),
      text: z.string(),
    }),
    /** Longest time writes can be paused; null: not at all. */
    writePauseSeconds: z.number().nullable(),
    before: Sketch,
    after: Sketch,
    confirm: Confirm.nullable(),
  })
  .meta({ id: "Plan" });
export type Plan = z.infer<typeof Plan>;
