import type { Effect, Instance, Plan, PlanRequest, Survivor, WhatIf } from "@/lib/contract";
import { whyStays } from "./actions/cascade-choice";
import { sketchOf } from "./blueprint";
import { configOf, followersOf, instanceOf, listNames, type PlanContext } from "./context";
import { makePlan } from "./make";
import { primaryAbove } from "./scene";
import { lossOf } from "./what-if/loss";
import { decidesOf, successorOf } from "./what-if/successor";
import { without } from "./what-if/without";
import { writesAt } from "./what-if/writes";

/**
 * What the death of `instance` would cost now; null where it is not of the group. It foretells nothing of its own: the
 * group is taken without the instance, and what follows is read from the plan that would then be made: the promotion of
 * the best replica, or the re-points of what hangs below.
 */
export function whatIf(readings: Omit<PlanContext, "id" | "settings">, instance: string): WhatIf | null {
  const context: PlanContext = {
    ...readings,
    id: "what-if",
    settings: { failoverTimeoutSeconds: 0, planLifeSeconds: 0 },
  };
  const dead = instanceOf(context, instance);
  if (dead === null) return null;
  const after = without(context, dead.id);
  const told =
    dead.role === "primary" ? primaryDies(context, after, dead) : replicaDies(context, after, dead);
  const { group } = context;
  return {
    instance: dead.id,
    group: group.id,
    revision: group.revision,
    sampledAt: group.sampledAt,
    role: dead.role,
    decides: decidesOf(context, dead),
    before: sketchOf(context),
    ...told,
    after: told.after.map((row) => (row.instance === dead.id ? { ...row, role: null, upstream: null } : row)),
  };
}

type Told = Pick<WhatIf, "summary" | "successor" | "loss" | "survivors" | "writes" | "reads" | "after">;

function primaryDies(context: PlanContext, after: PlanContext, dead: Instance): Told {
  const successor = successorOf(after, dead);
  // As it stands now: of the group without the primary it has lost its link.
  const loss = lossOf(context, dead, instanceOf(context, successor?.instance.id ?? null));
  if (successor === null) {
    const below = followersOf(context, dead.id);
    return {
      summary:
        below.length === 0
          ? `Nothing follows ${dead.name}: its data would be gone until it is back.`
          : `No replica of ${dead.name} could take over: writes stop until it is back.`,
      successor: null,
      loss,
      survivors: below.map((one) => stranded(one, `No replica could take over from ${dead.name}.`)),
      writes: nobody,
      reads: readsOf(after),
      after: sketchOf(after),
    };
  }
  const plan = planned(after, { action: "promote", instance: successor.instance.id });
  const survivors = survivorsOf(after, plan);
  return {
    summary: `${successor.instance.name} would take over. ${sums(survivors)} ${loss.text}`,
    successor: { instance: successor.instance.id, reason: successor.reason },
    loss,
    survivors,
    writes: writesAt(after, successor.instance, survivors),
    reads: readsOf(after),
    after: plan?.after ?? sketchOf(after),
  };
}

function replicaDies(context: PlanContext, after: PlanContext, dead: Instance): Told {
  const orphans = followersOf(after, dead.id);
  const home = instanceOf(after, dead.upstream);
  const able = home?.reachable === true ? orphans.filter((one) => whyStays(after, one) === null) : [];
  const plan =
    home === null || able.length === 0
      ? null
      : planned(after, {
          action: "rearrange",
          instance: home.id,
          moves: able.map(({ id }) => ({ replica: id, upstream: home.id })),
        });
  const lost = orphans
    .filter((one) => !able.includes(one))
    .map((one) => {
      const why = whyStays(after, one);
      return stranded(one, why === null ? "No upstream that answers is known for it." : `It ${why}.`);
    });
  const survivors = [...survivorsOf(after, plan), ...lost];
  const primary = primaryAbove(context, dead);
  const writes = primary === null ? nobody : writesAt(after, primary, survivors);
  return {
    summary:
      orphans.length === 0
        ? `Nothing hangs below ${dead.name}. ${writes.text}`
        : `${listNames(orphans)} ${orphans.length === 1 ? "loses its" : "lose their"} upstream. ${sums(survivors)} ${writes.text}`,
    successor: null,
    loss: {
      verdict: "none",
      bytesAtLeast: 0,
      bytesAtMost: 0,
      secondsAtMost: 0,
      text: "No write is lost: a replica holds nothing that its upstream does not.",
    },
    survivors,
    writes,
    reads: readsOf(after, orphans),
    after: plan?.after ?? sketchOf(after),
  };
}

function planned(context: PlanContext, request: PlanRequest): Plan | null {
  const made = makePlan(request, context);
  return made.ok ? made.value : null;
}

/** What a plan says of each link; a full copy is at most as large as the data of whom it is copied from. */
function survivorsOf(context: PlanContext, plan: Plan | null): Survivor[] {
  const bytesOf = ({ resync, bytes, link }: Effect): number | null =>
    resync === "full" ? (instanceOf(context, link.upstream)?.memory?.dataBytes ?? null) : bytes;
  return (plan?.effects ?? []).map((effect) => ({
    instance: effect.link.replica,
    upstream: effect.link.upstream,
    resync: effect.resync,
    copyBytes: bytesOf(effect),
    reason: effect.reason,
  }));
}

const stranded = ({ id }: Instance, reason: string): Survivor => ({
  instance: id,
  upstream: null,
  resync: "unknown",
  copyBytes: null,
  reason,
});

const nobody: WhatIf["writes"] = {
  verdict: "refused",
  instance: null,
  demanded: null,
  good: null,
  text: "There would be nobody to take writes.",
};

/** `3 replicas continue, 1 copies everything.` */
function sums(survivors: readonly Survivor[]): string {
  const count = (...kinds: Survivor["resync"][]): number =>
    survivors.filter(({ resync }) => kinds.includes(resync)).length;
  const parts = [
    [count("partial", "none"), "continues", "continue"],
    [count("full"), "copies everything", "copy everything"],
    [count("unknown"), "can't be foretold", "can't be foretold"],
  ] as const;
  const said = parts.filter(([n]) => n > 0).map(([n, one, many]) => `${n} ${n === 1 ? one : many}`);
  return said.length === 0 ? "No other replica is left." : `Of the others ${said.join(", ")}.`;
}

/** @param orphans replicas that lose their upstream, and so go on with what they have */
function readsOf(context: PlanContext, orphans: readonly Instance[] = []): string {
  const replicas = context.group.instances.filter(({ role, detached }) => role === "replica" && !detached);
  const left = replicas.filter(({ reachable }) => reachable);
  const count = `${left.length} ${left.length === 1 ? "replica is" : "replicas are"} left to read from.`;
  const refusing = orphans.filter(
    ({ id }) => configOf(context, id)?.get("replica-serve-stale-data") === "no",
  );
  const stale = orphans.filter((one) => !refusing.includes(one) && one.reachable);
  return [
    count,
    ...(stale.length === 0
      ? []
      : [
          `Until re-pointed, ${listNames(stale)} ${stale.length === 1 ? "answers" : "answer"} with old data.`,
        ]),
    ...(refusing.length === 0
      ? []
      : [
          `Until re-pointed, ${listNames(refusing)} ${refusing.length === 1 ? "refuses" : "refuse"} reads (MASTERDOWN).`,
        ]),
  ].join(" ");
}
