import type { Run } from "@/lib/contract";
import { runLoss } from "@/lib/plan/run-loss";
import { nameIn, type RunInProgress } from "./context";
import type { StepEnds } from "./run-state";

/** What this run has lost, as far as that is known at its end; null where it promoted nobody, or nothing was at stake. */
export function lossIn({ deps, plan, journal, eyes }: RunInProgress, ends: StepEnds): Run["loss"] {
  const promotion = journal.run.steps.find(
    ({ kind, instance }) => kind === "replicaof-no-one" && instance === plan.instance,
  );
  if (plan.action !== "promote" || promotion === undefined || ends.get(promotion.n)?.effect !== "applied")
    return null;
  const views = new Map(
    plan.before.flatMap(({ instance }) => {
      const view = eyes.member(instance)?.lastReached?.view;
      return view === undefined ? [] : [[instance, view] as const];
    }),
  );
  return runLoss({
    plan,
    promoted: views.get(plan.instance) ?? null,
    views,
    nameOf: (instance) => nameIn(deps, plan.group, instance),
    reachedMs: (replid, offset) =>
      deps.fleet.group(plan.group) === null ? null : deps.fleet.reachedMs(plan.group, replid, offset),
  });
}
