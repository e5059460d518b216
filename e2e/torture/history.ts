import type { Plan, Run } from "@/lib/contract";

/** An instance by the address that the dashboards know it by. */
export type Id = string;

/** Unix milliseconds on this machine's clock, with fractions: harness and dashboards read the same one. */
export const nowMs = (): number => performance.timeOrigin + performance.now();

/** A write that was acknowledged and that a sweep of the data set did not find. */
export interface Lost {
  readonly id: string;
  /** Who acknowledged it. */
  readonly by: Id;
  readonly sentMs: number;
  readonly ackedMs: number;
}

export type FaultKind =
  | "stop-node"
  | "stop-target"
  | "kill-node"
  | "kill-primary"
  | "stop-dashboard"
  | "kill-dashboard"
  | "cut-link"
  | "hold-link"
  | "delay-link"
  | "half-open-link"
  | "cut-dashboards"
  | "lose-reply"
  | "behind-the-back"
  | "full-disk";

/** Of a plan and a run, what the checkers read. */
export type PlanSeen = Pick<Plan, "id" | "action" | "instance" | "method" | "before"> & {
  readonly dataLoss: Pick<Plan["dataLoss"], "verdict" | "bytes" | "text">;
};
export type RunSeen = Pick<
  Run,
  | "id"
  | "plan"
  | "action"
  | "instance"
  | "title"
  | "state"
  | "startedAt"
  | "endedAt"
  | "summary"
  | "advice"
  | "writePausedSeconds"
>;

/** Where in the group's roles a word of the dashboards or of the API stood. */
export interface RoleOf {
  readonly role: "primary" | "replica" | null;
  readonly upstream: Id | null;
}
export type Roles = Readonly<Record<Id, RoleOf>>;

/**
 * What happened, in the order in which it was learned. Checkers read nothing else, so that a history kept in a file tells
 * the same as the run did.
 */
export type Entry =
  /** The first entry: how the world was set up. */
  | {
      readonly kind: "world";
      readonly atMs: number;
      readonly seed: number;
      readonly pollIntervalMs: number;
      /** Bytes that one write of the workload adds to the replication stream. */
      readonly writeBytes: number;
      /** The longest write pause that the dashboards state. */
      readonly writePauseMs: number;
      readonly group: readonly Id[];
      readonly decoys: readonly Id[];
    }
  /** The instance's process was gone, or did not run, from `atMs` to `untilMs`. */
  | { readonly kind: "death"; readonly atMs: number; readonly instance: Id; readonly untilMs: number | null }
  /** A fault of the nemesis, once it is healed. */
  | {
      readonly kind: "fault";
      readonly atMs: number;
      readonly untilMs: number;
      readonly fault: FaultKind;
      readonly on: string;
    }
  /** The nemesis made, or may have made, a second instance writable; mended at `untilMs`. */
  | { readonly kind: "split"; readonly atMs: number; readonly untilMs: number; readonly instance: Id }
  /** What the nemesis or the harness itself sent to an instance, past the dashboards. */
  | {
      readonly kind: "by-hand";
      readonly atMs: number;
      readonly instance: Id;
      readonly words: readonly string[];
    }
  /** A plan that was started, as the API gave it. */
  | { readonly kind: "plan"; readonly atMs: number; readonly plan: PlanSeen }
  /** A run, as the API gave it last. */
  | { readonly kind: "run"; readonly atMs: number; readonly run: RunSeen }
  /** What became of an operator's request: an HTTP status, or null where no answer came. */
  | {
      readonly kind: "asked";
      readonly atMs: number;
      readonly what: string;
      readonly dashboard: number;
      readonly status: number | null;
      readonly said: string;
    }
  /** An instance took a canary. */
  | { readonly kind: "canary"; readonly atMs: number; readonly takenMs: number; readonly instance: Id }
  /** A command that changes something, from a dashboard, passed on to an instance. */
  | {
      readonly kind: "sent";
      readonly atMs: number;
      readonly instance: Id;
      readonly user: string | null;
      readonly words: readonly string[];
    }
  /** A command that the dashboards' journal says was about to leave. */
  | {
      readonly kind: "journalled";
      readonly atMs: number;
      readonly run: string;
      readonly instance: Id;
      readonly words: readonly string[];
      /** The journal says that Redis answered it. */
      readonly replied: boolean;
    }
  /** A dashboard showed the run as ended: its ending then, for the first time. */
  | {
      readonly kind: "ended";
      readonly atMs: number;
      readonly run: string;
      readonly endedMs: number;
      readonly state: Run["state"];
    }
  /** The journal says that another process went on with a run, or the same one after its next start. */
  | { readonly kind: "taken-up"; readonly atMs: number; readonly run: string }
  /** Who was what, by the instances themselves and by each dashboard; null: it did not answer. */
  | {
      readonly kind: "roles";
      readonly atMs: number;
      readonly truth: Roles | null;
      readonly shown: readonly (Roles | null)[];
    }
  /** The primary's data set was read and held against what had been acknowledged. */
  | {
      readonly kind: "sweep";
      readonly atMs: number;
      readonly instance: Id;
      readonly checked: number;
      readonly lost: readonly Lost[];
    }
  /** A decoy instance, before and after: digest, role and settings as one text each. */
  | {
      readonly kind: "decoy";
      readonly atMs: number;
      readonly instance: Id;
      readonly facts: Readonly<Record<string, string>>;
    }
  /** What a dashboard's process takes. */
  | {
      readonly kind: "process";
      readonly atMs: number;
      readonly dashboard: number;
      readonly pid: number;
      readonly residentMiB: number;
      readonly files: number;
    }
  /** A secret was found where it must not be; `form`: how it was written there. */
  | {
      readonly kind: "leak";
      readonly atMs: number;
      readonly secret: string;
      readonly where: string;
      readonly form: string;
    }
  /** All faults are healed and no more will come. */
  | { readonly kind: "healed"; readonly atMs: number }
  | { readonly kind: "end"; readonly atMs: number };

export type History = readonly Entry[];
export type EntryOf<K extends Entry["kind"]> = Extract<Entry, { kind: K }>;

/** The entries of one kind, in their order. */
export const entriesOf = <K extends Entry["kind"]>(history: History, kind: K): EntryOf<K>[] =>
  history.filter((entry): entry is EntryOf<K> => entry.kind === kind);

/** What a checker found wrong: a sentence that says what, which, and when. */
export interface Violation {
  readonly checker: string;
  readonly atMs: number;
  readonly text: string;
}

/** Pure: the same history gives the same violations. */
export type Checker = (history: History) => Violation[];
