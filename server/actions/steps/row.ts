import type { Backup, GroupSentinel, Plan, Run, RunStep, StepKind, StepProgress } from "@/lib/contract";
import type { InstanceId, Member, Resolve } from "@/lib/group/member";
import type { Address, ReplicationView } from "@/lib/info/view";
import type { Restoring } from "@/server/backup/restore/restoring";
import type { BackupTarget } from "@/server/backup/targets/target";
import type { CommandOutcome, Reply, Store } from "@/server/ports";
import type { CopyOptions, RdbCopy } from "@/server/redis/rdb-stream";
import type { WriteOptions, WriteStream } from "@/server/redis/write-stream";
import type { Tries } from "./failover-tries";
import type { SyncCounts } from "./sync-counts";

/** One kind of step: how it is sent, proven, learned of in silence, and taken back. */
export interface StepRow {
  /** The kind that this one takes back. Such a step also runs after a failure, once the other may have been sent. */
  readonly releases: StepKind | null;
  /** What a request to cancel does while the step runs. */
  readonly cancel: "never" | "stops-waiting" | "aborts";
  /** It may wait long, and a Tidemark that stops leaves it to the next start. */
  readonly long: boolean;
  /** Redis carries it out when it arrives, so that `learn` shows at once whether it has. */
  readonly atOnce?: true;
  /** No reply within this time counts as no reply. */
  readonly deadlineMs: number;
  /** What it says on a connection of its own, where it has no command: announced as any command that is about to leave. */
  readonly says?: readonly string[];
  /** Reads what must be known before the command leaves; an end means that it never leaves. */
  readonly prepare?: (context: StepContext) => Promise<StepEnd | null>;
  /** Waits for the best moment, once the journal says that the command is about to leave. */
  readonly aim?: (context: StepContext) => Promise<StepEnd | null>;
  /** What Redis' error means here, where it is not simply a failure; `prove`: what was asked for happens all the same. */
  readonly refused?: (message: string) => StepEnd | "prove" | null;
  /** What a step that sends on a connection of its own came to where its process is gone; left out: nothing of it stays. */
  readonly left?: (context: StepContext) => Promise<StepEnd>;
  /** Waits until the instances show that the step is done, or cannot be. */
  readonly prove: (context: StepContext, sent: Sent) => Promise<StepEnd>;
  /** What the instances say of it now: after a crash, or where no reply came. */
  readonly learn: (context: StepContext) => Promise<Evidence>;
  /** Takes the step back, where a later one failed that it cannot stand without. */
  readonly undo?: (context: StepContext) => Promise<StepEnd>;
  /** Hears the end, however it came. */
  readonly closed?: (context: StepContext, end: StepEnd) => Promise<void>;
}

/** What Redis says about a step, read just now. `unclear`: it cannot be read, or reading cannot tell. */
export interface Evidence {
  readonly says: "done" | "not-done" | "unclear";
  readonly text: string;
}

/** A command that left. Without a reply nobody knows yet whether it was carried out. */
export interface Sent {
  readonly atMs: number;
  readonly replied: boolean;
}

/** How a step ended, and what of it stands in Redis now. */
export interface StepEnd {
  readonly state: "done" | "skipped" | "failed" | "unknown";
  readonly effect: "none" | "applied" | "reverted" | "unclear";
  /** Why it is not simply done; with `done`, what is worth knowing. */
  readonly error: string | null;
}

/** Fresh views, each of a request sent after the look began; null where the instance gave none. */
export type Look = (instance: InstanceId) => ReplicationView | null;

/** What the steps of one run know of each other. In memory alone: whatever a restart needs is in the journal. */
export interface RunMemory {
  /** Which instance's writes are held back, since when, and until when by Redis' own clock (null: until released). */
  held: { readonly instance: InstanceId; readonly sinceMs: number; readonly untilMs: number | null } | null;
  /** Whom an instance followed before this run promoted it. */
  readonly formerUpstream: Map<InstanceId, Address>;
  /** Replicas whose link was up when the run began; null when the run was taken up after a restart. */
  linkedBefore: ReadonlySet<InstanceId> | null;
  /** The tries of a FAILOVER that this process sends; none where the run was taken up. */
  tries?: Tries;
  /** What the backup that this run sends was found to hold; none where the run was taken up. */
  restoring?: Restoring;
  /** The counters of resyncs as the run began; left out, or null: nobody knows them. */
  syncsBefore?: SyncCounts;
}

/** One step of one run, and the instances through the fleet alone. */
export interface StepContext {
  readonly plan: Plan;
  readonly step: RunStep;
  readonly run: () => Run;
  readonly memory: RunMemory;
  readonly store: Store;
  readonly failoverTimeoutMs: number;
  readonly now: () => number;
  /** @throws Leaving when Tidemark stops and the step may be left. */
  readonly wait: (ms: number) => Promise<void>;
  readonly look: (instances: readonly InstanceId[]) => Promise<Look>;
  readonly member: (instance: InstanceId) => Member | null;
  readonly resolve: Resolve;
  readonly nameOf: (instance: InstanceId) => string;
  /** How far the instance is behind its group's primary; null where that is not known. */
  readonly lagSeconds: (instance: InstanceId) => number | null;
  /**
   * Sends the step's own words, which the journal has announced, to whom they go, its Sentinel or its instance, with the
   * rights of whoever sends such a step, once. Where Tidemark has stood still since, they are not sent, unless they release something and the
   * run is still ours.
   */
  readonly send: (words: readonly string[]) => Promise<CommandOutcome>;
  /**
   * The same for words that the journal does not announce: what ends, takes back or releases.
   * @throws LeaseLost when the run is another process' by now.
   */
  readonly tell: (words: readonly string[]) => Promise<CommandOutcome>;
  /** The same to the step's instance, also where the step's own command goes to a Sentinel. */
  readonly tellInstance: (words: readonly string[]) => Promise<CommandOutcome>;
  /** Asks the step's instance with the poller's rights; undefined when no reply came or it was refused. */
  readonly ask: (words: readonly string[]) => Promise<Reply | undefined>;
  /** The counters of resyncs of the upstreams this run's links have, read now. */
  readonly syncCounts: () => Promise<SyncCounts>;
  /** The group's Sentinels as they were last seen; null: it has none. */
  readonly sentinels: () => GroupSentinel | null;
  /** Asks one of the group's Sentinels; undefined when no reply came or it was refused. */
  readonly askSentinel: (sentinel: string, words: readonly string[]) => Promise<Reply | undefined>;
  readonly report: (progress: StepProgress) => void;
  readonly patch: (
    change: Partial<Pick<Run, "writePausedSeconds" | "counted" | "backup" | "cancellable">>,
  ) => Promise<void>;
  /** Changes the words of the step that releases `kind` here, before it is sent: in the journal too. */
  readonly rewriteRelease: (kind: StepKind, words: readonly string[]) => void;
  /** Changes the words of this very step, in the journal before they are sent. False: it could not be written. */
  readonly rephrase: (words: readonly string[]) => Promise<boolean>;
  readonly saveBackup: (backup: Backup) => Promise<void>;
  readonly cancelled: () => boolean;
  /**
   * Opens a connection of its own to the step's instance, as the backups' user, that brings its data set. Where the lease is over, or
   * lost, by then, nothing is asked for.
   * @throws CopyFault
   */
  readonly openRdb: (options: Omit<CopyOptions, "permit">) => Promise<RdbCopy>;
  readonly backups: BackupTarget;
  /** Opens a connection of its own to the step's instance, as operator, that writes as long as the lease lasts. @throws CopyFault */
  readonly openWriter: (options: Omit<WriteOptions, "permit">) => Promise<WriteStream>;
}

/** Tidemark stops while a step waits: the run stays in the journal as running and is taken up at the next start. */
export class Leaving extends Error {}

export const done = (error: string | null = null): StepEnd => ({ state: "done", effect: "applied", error });
export const skipped = (error: string): StepEnd => ({ state: "skipped", effect: "none", error });
export const failed = (error: string, effect: StepEnd["effect"] = "none"): StepEnd => ({
  state: "failed",
  effect,
  error,
});
export const unclear = (error: string): StepEnd => ({ state: "unknown", effect: "unclear", error });
