import type { BackupMethod, Instance, Plan } from "@/lib/contract";
import type { Address } from "@/lib/info/view";
import { ancestorsOf } from "@/lib/topology/tree";
import { instanceOf, type PlanContext } from "./context";
import type { Forecast } from "./predict";

/** A link that a plan makes with REPLICAOF or FAILOVER. */
export interface Move {
  readonly replica: Instance;
  readonly upstream: Instance;
  /** The host and port the replica will hear; null: no usable one is known. */
  readonly words: Address | null;
  readonly forecast: Forecast;
}

/** A replica-priority that a plan changes for good. */
export interface Priority {
  readonly instance: Instance;
  /** What it is now; null: not known. */
  readonly from: number | null;
  readonly to: number;
}

/** A replica that is left where it is, and why: the end of a sentence that begins with its name. */
export interface Kept {
  readonly replica: Instance;
  readonly why: string;
}

/** What plans of several re-points know beside their moves. */
export interface Cascade {
  readonly kept: readonly Kept[];
  /** Why the moves cannot all be made, in their order; null: they can. A plan that cannot has none. */
  readonly impossible: string | null;
  /** Movers that would copy everything while they have replicas of their own: those would copy too, all at once. */
  readonly dragging: readonly Instance[];
  /** The group as the plan leaves it. */
  readonly after: PlanContext;
}

/** What an action is about: all its checks look at this and at nothing else. */
export interface Scene {
  readonly context: PlanContext;
  readonly action: Plan["action"];
  readonly target: Instance;
  /** The upstream asked for (re-point, attach); null elsewhere. */
  readonly upstream: Instance | null;
  /** The primary above the target, alive or not; null: the target is one itself, or none is known. */
  readonly primary: Instance | null;
  readonly method: Plan["method"];
  /** How a backup is taken; left out of everything else. */
  readonly way?: BackupMethod;
  /** In the order of the steps. */
  readonly moves: readonly Move[];
  /** Replicas of the old primary that cannot be told now. */
  readonly left: readonly Instance[];
  /** Every instance whose role or upstream the plan changes. */
  readonly changed: readonly Instance[];
  /** The old primary is to be kept out of every later promotion. */
  readonly keepsOut?: boolean;
  readonly priorities?: readonly Priority[];
  /** Whose connections are to be closed; of a disconnect alone. */
  readonly clients?: "writers" | "all";
  /** What only plans of several re-points have. */
  readonly cascade?: Cascade;
}

/** The primary at the top of `target`'s chain; null for a primary, in a ring, and where the top follows somebody unknown. */
export function primaryAbove(context: PlanContext, target: Instance): Instance | null {
  const top = instanceOf(context, ancestorsOf(context.group, target.id).at(-1) ?? null);
  return top === null || top.role === "replica" ? null : top;
}

/** Whether it answers, and as a primary. */
export const isAlivePrimary = (instance: Instance | null): instance is Instance =>
  instance?.reachable === true && instance.role === "primary";

/** Whether it is loading a data set: then it refuses REPLICAOF, FAILOVER and BGSAVE. */
export function isLoading(context: PlanContext, instance: Instance): boolean {
  const persistence = context.members.get(instance.id)?.slow?.persistence ?? null;
  return (
    instance.link?.state === "loading" ||
    (instance.link?.state !== "up" && (persistence?.loading === true || persistence?.asyncLoading === true))
  );
}

/** Whether it can be told anything now. */
export const canBeTold = (context: PlanContext, instance: Instance): boolean =>
  instance.reachable && !isLoading(context, instance);
