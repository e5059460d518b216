import type { InstanceId } from "@/lib/group/member";
import type { ReplicationView } from "@/lib/info/view";

export interface FailoverSigns {
  readonly target: InstanceId;
  /** The old primary's other replicas. */
  readonly siblings: readonly InstanceId[];
  /** Newest views; null where one does not answer. */
  readonly look: (instance: InstanceId) => ReplicationView | null;
  /** Where the Sentinel sends clients; null: it did not say, or names nobody we know. */
  readonly clients: InstanceId | null;
  /** Whether the Sentinel carries out a failover; null: it did not say. */
  readonly failingOver: boolean | null;
}

/** Where a failover by Sentinel stands. */
export type SentinelStage =
  /** The target is the primary, and clients are sent there. */
  | { readonly stage: "moved" }
  /** The target is the primary; the Sentinel has not read it yet. */
  | { readonly stage: "promoted" }
  /** Another replica is the primary. */
  | { readonly stage: "elsewhere"; readonly instance: InstanceId }
  | { readonly stage: "under-way" }
  /** Nobody was promoted, and the Sentinel is at rest: it gave up, or never began. */
  | { readonly stage: "as-before" }
  | { readonly stage: "unreadable" };

/** Reads the stage. A role counts more than an address: the Sentinel tells late, by up to a second. */
export function judgeSentinel({
  target,
  siblings,
  look,
  clients,
  failingOver,
}: FailoverSigns): SentinelStage {
  const view = look(target);
  if (view?.role === "primary") return { stage: clients === target ? "moved" : "promoted" };
  const other = siblings.find((one) => look(one)?.role === "primary");
  if (other !== undefined) return { stage: "elsewhere", instance: other };
  if (failingOver === true) return { stage: "under-way" };
  return failingOver === false && view !== null ? { stage: "as-before" } : { stage: "unreadable" };
}
