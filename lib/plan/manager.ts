import type { Instance, Sentinel } from "@/lib/contract";
import type { PlanContext } from "./context";

/** What else changes the roles of a group: nothing is planned against it, but through it. */
export type Manager = "sentinel" | "cluster";

/** Null: nothing that is known of. A cluster is never watched by Sentinels. */
export function managerOf({ group, members }: PlanContext): Manager | null {
  const facts = [...members.values()].flatMap(({ slow }) => slow ?? []);
  if (group.mode === "cluster" || facts.some(({ server }) => server?.mode === "cluster")) return "cluster";
  const subscribed = facts.some(({ sentinelSubscribers }) => (sentinelSubscribers ?? 0) > 0);
  return group.mode === "sentinel" || subscribed ? "sentinel" : null;
}

/** A Sentinel that can be told to fail a primary over, and the name by which it knows it. */
export interface Aide {
  readonly address: string;
  readonly name: string;
}

/**
 * The Sentinel that a failover is asked of: one that answers, sends clients to `primary`, and neither fails it over nor
 * is in TILT. It alone chooses the replica. Null: there is none.
 * Source: sentinel.c, sentinelFailoverWaitStart: a failover that was asked for needs no vote.
 */
export function aideFor({ group }: PlanContext, primary: Instance): Aide | null {
  const name = group.sentinel?.name ?? null;
  const able = (group.sentinel?.sentinels ?? []).filter((one) => isAble(one, primary));
  // One that is cut off from the others would fail over as well, and nobody would hear of it.
  const best = able.find(({ ckquorum }) => ckquorum?.ok === true) ?? able[0];
  return best === undefined || name === null ? null : { address: best.address, name };
}

const isAble = (one: Sentinel, primary: Instance): boolean =>
  one.reachable && one.problem === null && one.primary === primary.id && one.failingOver === false;

/** A replica-priority that is changed for the time of a failover. */
export interface Preference {
  readonly instance: Instance;
  readonly from: number;
  readonly to: number;
}

/**
 * What makes Sentinel choose `target` among the replicas of its primary: the smallest priority above 0, which nobody
 * else has. Often the target's own is changed alone. Null: a priority is not known, or cannot be changed now.
 * Source: sentinel.c, sentinelSelectSlave and compareSlavesForPromotion.
 */
export function preferencesFor(target: Instance, siblings: readonly Instance[]): Preference[] | null {
  const own = target.priority;
  if (own === null) return null;
  const rivals = siblings.filter(({ priority }) => priority !== 0);
  if (own > 0 && rivals.every(({ priority }) => priority !== null && priority > own)) return [];
  const raised = rivals.filter(({ priority }) => priority === null || priority <= 1);
  if (raised.some(({ reachable, priority }) => !reachable || priority === null)) return null;
  return [
    ...(own === 1 ? [] : [{ instance: target, from: own, to: 1 }]),
    ...raised.map((instance) => ({ instance, from: instance.priority ?? 1, to: 2 })),
  ];
}
