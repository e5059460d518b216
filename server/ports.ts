import type { Credentials } from "@/lib/acl";
import type {
  AddGroup,
  AuditDraft,
  AuditEntry,
  AuditKind,
  Backup,
  DemoState,
  Event,
  EventDraft,
  Fault,
  Finding,
  Group,
  History,
  InstancePatch,
  InstanceState,
  Metric,
  Plan,
  PlanRequest,
  Run,
  ScheduleKind,
  SlotOutcome,
  StartRun,
} from "@/lib/contract";
import type { InstanceId, Member, Resolve } from "@/lib/group/member";
import type { AccessStore } from "./access-port";
import type { ExperimentStore } from "./experiments-port";
import type { CopyOptions, RdbCopy } from "./redis/rdb-stream";
import type { Login, Target } from "./redis/target";
import type { WriteOptions, WriteStream } from "./redis/write-stream";
import type { Seal } from "./store/seal";

/** A reply as ioredis gives it: text, whole numbers, nil, and lists of these. */
export type Reply = string | number | null | Reply[];

export type { Credentials } from "@/lib/acl";

/** What became of one command. `unknown`: it was sent and no reply came, so nobody can say whether it was carried out. */
export type CommandOutcome =
  | { readonly state: "replied"; readonly reply: Reply }
  /** Redis answered with an error: it was not carried out. `message` is Redis' own line, cut to 300 characters. */
  | { readonly state: "refused"; readonly message: string }
  /** It never left us: the instance could not be reached. */
  | { readonly state: "unsent"; readonly detail: string }
  | { readonly state: "unknown"; readonly detail: string };

export interface FleetListener {
  /** After every derivation of a group: what changed since the one before, instance by instance. May be empty. */
  tick?(group: Group, rows: InstancePatch[], atMs: number): void;
  /** Roles, links, members, findings or the run in progress changed. */
  changed?(group: Group): void;
  findings?(group: Group, opened: Finding[], closed: Finding[]): void;
  events?(drafts: EventDraft[]): void;
  gone?(groupId: string): void;
}

/** All groups under watch: polls, discovers, derives. The one owner of connections. */
export interface Fleet {
  /** Worst first. */
  groups(): Group[];
  group(id: string): Group | null;
  /** The group an instance belongs to. */
  groupOf(instance: InstanceId): Group | null;
  members(group: string): ReadonlyMap<InstanceId, Member>;
  /** The names of the users that a group's instances know Tidemark by; `default` where none is set. */
  users(group: string): Readonly<Record<Credentials, string>>;
  resolver(group: string): Resolve;
  /** Reads every instance of the group now, slow facts included, and derives; resolves when all have answered or timed out. */
  refresh(group: string): Promise<Group>;
  /** Reads the given instances now (replication alone), derives, and returns the group: for proofs that await a condition. */
  sample(group: string, instances: readonly InstanceId[]): Promise<Group>;
  /**
   * Sends one command, once, never again by itself.
   * @param options.permit asked at the last moment, once the connection stands; false: it is not sent.
   */
  command(
    instance: InstanceId,
    words: readonly string[],
    options: { as: Credentials; deadlineMs: number; permit?: () => boolean },
  ): Promise<CommandOutcome>;
  /** The same, to one of a group's Sentinels, by the address under which the group shows it. */
  sentinelCommand(
    group: string,
    sentinel: string,
    words: readonly string[],
    options: { as: Credentials; deadlineMs: number; permit?: () => boolean },
  ): Promise<CommandOutcome>;
  /** Opens a replication connection to an instance, as the backups' user, that brings its data set and nothing else. @throws CopyFault */
  openRdb(instance: InstanceId, options: CopyOptions): Promise<RdbCopy>;
  /** Opens a connection of its own to an instance, as operator, for many commands that write. @throws CopyFault */
  openWriter(instance: InstanceId, options: WriteOptions): Promise<WriteStream>;
  /** Where an instance is dialled, and as whom, for those who keep connections of their own; null: it is not watched. */
  dialled(instance: InstanceId, as: Credentials): { readonly target: Target; readonly login: Login } | null;
  addGroup(group: AddGroup): Promise<Group>;
  removeGroup(id: string): Promise<void>;
  /** Stops showing a member that does not answer; it comes back when something names it again. */
  forget(group: string, instance: InstanceId): void;
  setRun(group: string, run: string | null): void;
  /** A run detached this instance: it counts as a primary of its own, not as the group's, until it follows somebody again. */
  setDetached(group: string, instance: InstanceId): void;
  /** Another instance took this one's place as the primary, before this process began to look. */
  setReplaced(group: string, former: InstanceId, by: InstanceId, sinceMs: number): void;
  /**
   * When a history of this group was at an offset, Unix milliseconds, by the looks at its primary; the last look, where it was not
   * seen to come so far. Null: it was that far before it was watched, or never watched.
   */
  reachedMs(group: string, replid: string, offset: number): number | null;
  listen(listener: FleetListener): () => void;
  close(): Promise<void>;
}

export interface SampleRow {
  readonly group: string;
  readonly instance: InstanceId;
  readonly atMs: number;
  /** The state it was in. An instance that was not reached has this alone. */
  readonly state: InstanceState | null;
  /** Unknown: null, or left out. */
  readonly values: Partial<Record<Metric, number | null>>;
}

export type PastGroup =
  | { readonly group: Group }
  | { readonly group: null; readonly beforeMs: number | null; readonly afterMs: number | null };

/** A group held by one process for one run. Whoever holds it is the only one that may act there. A drill holds the place of drills. */
export interface Lease {
  readonly group: string;
  readonly run: string;
  /** The fencing token: rises each time the group is taken, and never falls. */
  readonly token: number;
  /** How long it is ours yet by this machine's monotonic clock; 0 or less: another process may have it. Milliseconds. */
  leftMs(): number;
}

/** The run that a process on this store has, or had last, in a group. */
export interface PeerRun {
  readonly group: string;
  readonly run: string;
  readonly token: number;
  /** The journal has no ending for it. */
  readonly running: boolean;
  /** Its process is gone, or has not renewed its lease: it may be taken up. */
  readonly abandoned: boolean;
}

/** One instant of a schedule, for one group. */
export interface SlotKey {
  readonly kind: ScheduleKind;
  readonly group: string;
  readonly slotMs: number;
}

export interface SlotRow extends SlotKey {
  readonly claimedMs: number;
  readonly state: SlotOutcome;
  readonly run: string | null;
  readonly text: string;
}

/** The embedded store. Every method rejects with a ProblemError `store-failing` when the file cannot be read or written. */
export interface Store {
  readonly events: {
    append(drafts: readonly EventDraft[]): Promise<Event[]>;
    list(query: {
      group?: string;
      /** Only those of these groups, which leaves out what belongs to none. */
      groups?: readonly string[];
      fromMs?: number;
      toMs?: number;
      types?: readonly string[];
      severities?: readonly string[];
      /** The run that an event belongs to. */
      run?: string;
      /** Words that stand in title, detail or instance, in whatever case. */
      words?: string;
      /** Only those that stand below this one in the list. */
      below?: { readonly atMs: number; readonly id: string };
      limit: number;
    }): Promise<Event[]>;
  };
  readonly plans: {
    /** With `entries` for the audit, both or neither. */
    insert(plan: Plan, entries?: readonly AuditDraft[]): Promise<void>;
    get(id: string): Promise<Plan | null>;
  };
  readonly runs: {
    /**
     * Takes the group and writes the run down, with `entries` for the audit, at once or not at all; on the disk before it
     * resolves. Rejects with `key-used` (409) when a run has this key, and with `group-busy` (409) when one of the group is
     * running, each with the other run's id.
     */
    insert(run: Run, key: string | null, entries?: readonly AuditDraft[]): Promise<Lease>;
    /**
     * Writes the run and `entries`, and renews the lease, or gives it back where the run has ended.
     * @throws LeaseLost when the group was taken meanwhile: nothing was written.
     */
    save(run: Run, lease: Lease, entries?: readonly AuditDraft[]): Promise<void>;
    get(id: string): Promise<Run | null>;
    byKey(key: string): Promise<Run | null>;
    list(query: {
      group?: string;
      groups?: readonly string[];
      action?: string;
      state?: string;
      actor?: string;
      /** Only those that stand below this one in the list. */
      below?: { readonly startedMs: number; readonly id: string };
      limit: number;
    }): Promise<Run[]>;
    /** Those that hold a group; with `drills`, those that restore a backup instead. */
    unfinished(query?: { drills?: boolean }): Promise<Run[]>;
    /** How many runs there are of each group, action and state. */
    counts(): Promise<{ group: string; action: string; state: string; count: number }[]>;
  };
  readonly leases: {
    readonly renewEveryMs: number;
    /** `cancels`: another process was asked to stop the run. @throws LeaseLost */
    renew(lease: Lease, entries?: readonly AuditDraft[]): Promise<{ readonly cancels: boolean }>;
    /** Lets the process that holds the run know, when it renews next, that it is to be stopped. False: nobody holds it. */
    askToCancel(run: Run, entries: readonly AuditDraft[]): Promise<boolean>;
    /** Whether nobody has taken the group since. Reads alone, so that it answers on a full disk too. */
    holds(lease: Lease): Promise<boolean>;
    /** Lets another process take the run up at once. */
    release(lease: Lease): Promise<void>;
    /** Takes an unfinished run over; null: it has ended, or its process lives. */
    claim(run: Run, entries: readonly AuditDraft[]): Promise<Lease | null>;
    /** The newest run of each group that another process held last, and those of ours that have no ending yet. */
    peers(): Promise<PeerRun[]>;
  };
  /** What was done and by whom: a chain of rows, never pruned. */
  readonly audit: {
    append(entries: readonly AuditDraft[]): Promise<void>;
    /** Newest first. */
    list(query: {
      group?: string;
      kind?: AuditKind;
      actor?: string;
      fromMs?: number;
      toMs?: number;
      /** Only those below this place in the chain. */
      below?: number;
      limit: number;
    }): Promise<AuditEntry[]>;
  };
  readonly backups: {
    /** With a `lease`: as a write of its run. @throws LeaseLost when the group was taken meanwhile: nothing was written. */
    save(backup: Backup, lease?: Lease): Promise<void>;
    get(id: string): Promise<Backup | null>;
    list(query: { group?: string; groups?: readonly string[] }): Promise<Backup[]>;
    /** Those of a group in the order in which they came, newest first, whatever the clock said. */
    inOrder(group: string): Promise<Backup[]>;
    /** Changes a row that is still there, by what it is now; null: it is gone. */
    amend(id: string, change: (now: Backup) => Backup): Promise<Backup | null>;
    delete(id: string): Promise<void>;
  };
  /** What schedules have started, so that of all processes and clocks none starts the same slot twice. */
  readonly slots: {
    /** Since when each group follows this schedule, Unix milliseconds; from `nowMs` on where it is new, or the clock was set back. */
    since(
      kind: ScheduleKind,
      expression: string,
      groups: readonly string[],
      nowMs: number,
    ): Promise<ReadonlyMap<string, number>>;
    /** Takes a slot, or with `skipped` passes it over; false: it was taken or passed over already, by whomever. */
    claim(slot: SlotKey, nowMs: number, skipped?: string): Promise<boolean>;
    /** Takes what processes that are gone had in hand and had not begun. */
    takeOver(): Promise<SlotKey[]>;
    /** The run that was started for it: its end is the slot's. */
    setRun(slot: SlotKey, run: string): Promise<void>;
    end(slot: SlotKey, state: Exclude<SlotOutcome, "running">, text: string): Promise<void>;
    /** Nothing was begun: the slot is as if it had not been taken. */
    giveBack(slot: SlotKey): Promise<void>;
    /** Another process, or the next start, takes it over. */
    leave(slot: SlotKey): Promise<void>;
    /** The newest slot of each group, of those that came last. */
    newest(kind: ScheduleKind): Promise<SlotRow[]>;
    /** Which of these are taken. */
    taken(slots: readonly SlotKey[]): Promise<ReadonlySet<SlotKey>>;
  };
  readonly experiments: ExperimentStore;
  readonly samples: {
    append(rows: readonly SampleRow[]): Promise<void>;
    query(query: {
      group: string;
      metrics: readonly Metric[];
      fromMs: number;
      toMs: number;
      points: number;
    }): Promise<History>;
    /** When the newest sample of a group was taken, Unix milliseconds, to the finest step; null: none is kept. */
    newest(group: string): Promise<number | null>;
    /** Rolls up and deletes what is past its keep, in small pieces. */
    compact(nowMs: number): Promise<void>;
  };
  /** How groups were, one picture for each change; kept as long as the longest history. */
  readonly pictures: {
    append(pictures: readonly { readonly group: Group; readonly atMs: number }[]): Promise<void>;
    /**
     * The group as it was, with the figures of that moment. Null where nothing was recorded then; with it, Unix milliseconds,
     * until when there are pictures before that moment and from when on after it, null for none.
     */
    at(group: string, atMs: number): Promise<PastGroup>;
  };
  /** Groups added through the API; secrets sealed at rest. */
  readonly groups: {
    list(): Promise<AddGroup[]>;
    add(group: AddGroup): Promise<void>;
    remove(name: string): Promise<void>;
  };
  readonly access: AccessStore;
  /** Seals what must not lie in the store in clear. */
  readonly seal: Seal;
  /** Open findings, so that `since` survives a restart. */
  readonly findings: {
    replace(group: string, open: readonly Finding[]): Promise<void>;
    list(): Promise<Finding[]>;
  };
  health(): Promise<"ok" | "failing">;
  /** What is wrong with the store and what to do, in words; null: nothing, as far as is known. */
  trouble(): string | null;
  /**
   * That what was done to the servers is not all known any more, and how a person says that this is understood; null: it is
   * known. No action may run until then.
   */
  unconfirmedLoss(): string | null;
  /** This start found the file damaged, or without its newest writes. */
  readonly damaged: boolean;
  close(): Promise<void>;
}

/** Where a run goes on: in this process, or in another one on the same store. */
export type RunPlace = "here" | "peer";

/** Plans and runs. Every refusal is a ProblemError. `actor` is written into the audit; by default it is `local`. */
export interface Actions {
  plan(group: string, request: PlanRequest, actor?: string): Promise<Plan>;
  start(request: StartRun, actor: string, key: string | null): Promise<Run>;
  cancel(run: string, actor?: string): Promise<Run>;
  undo(run: string, actor?: string): Promise<Plan>;
  listen(listener: {
    run?(run: Run, place: RunPlace): void;
    backup?(backup: Backup, place: RunPlace): void;
  }): () => void;
  /**
   * Takes up runs that a stopped process left behind: reads what Redis says now and ends each truthfully. From then on runs
   * of other processes on this store are shown here, and taken up when their lease has ended.
   */
  recover(): Promise<void>;
  close(): Promise<void>;
}

/** The demo's hold on the servers it started. Absent everywhere else. */
export interface Demo {
  state(): Promise<DemoState>;
  inject(fault: Fault): Promise<DemoState>;
}

/** Whether actions may run here. */
export interface ActionsGate {
  readonly enabled: boolean;
  readonly reason: string | null;
}
