import type { ChangeLink, LabResult, LabSettings, StepProgress } from "@/lib/contract";
import type { InstanceId, Resolve } from "@/lib/group/member";
import type { Login, Target } from "@/server/redis/target";
import type { ThrowawayGroup, ThrowawayOptions } from "./throwaway";

/** Servers that are started for the experiment. Whatever was started is stopped and removed when it ends, however it ends. */
export interface ThrowawayPlace {
  readonly place: "throwaway";
  /** A group of its own; several may be started, one after the other or side by side. */
  start(options: ThrowawayOptions): Promise<ThrowawayGroup>;
  /** Of the server program. */
  readonly version: string;
}

/** A member of a watched group, and how it is dialled. */
export interface LabMember {
  readonly id: InstanceId;
  readonly role: "primary" | "replica";
  readonly target: Target;
  readonly login: Login;
}

/** A watched group, where an admin has allowed it. */
export interface GroupPlace {
  readonly place: "group";
  readonly group: string;
  /** As they stand now, the primary first. */
  members(): readonly LabMember[];
  /** Whose an announced address is; left out: members answer where they announce themselves. */
  readonly resolve?: Resolve;
}

/** What an experiment is given. */
export interface Bench<S extends LabSettings, R extends LabResult> {
  /** Its id: its keys begin with `tidemark:lab:{id}:`. */
  readonly id: string;
  readonly settings: S;
  readonly where: ThrowawayPlace | GroupPlace;
  /** Fires when it is stopped: it then ends soon, with what it has so far. */
  readonly signal: AbortSignal;
  /** Tells how far it is; with `result`, what is measured so far. As often as it likes: what is sent on is limited. */
  report(progress: StepProgress, result?: R): void;
  /** From then on the links of this throw-away group can be changed by whoever watches; `changed` hears of each change. */
  offerLinks(group: ThrowawayGroup, changed: (change: ChangeLink) => void): void;
}

/**
 * Carries one experiment out. What it writes into a group it removes before it resolves or rejects, and `cleanUp` says what
 * became of it.
 */
export type Carry<S extends LabSettings, R extends LabResult> = (
  bench: Bench<S, R>,
) => Promise<{ readonly result: R; readonly cleanUp: string }>;
