import type { Backup, Plan, Run } from "@/lib/contract";
import { undoRequest } from "@/lib/plan";
import { groupBusy, ProblemError } from "@/server/errors";
import type { Actions } from "@/server/ports";
import { planStale, requireAlive, requireChecks, requireConfirmation, requireEnabled } from "./admission";
import type { RunInProgress } from "./context";
import { type ActionsDeps, timestamp } from "./deps";
import { breakOff, execute } from "./execute";
import { createEyes } from "./eyes";
import { createTurns } from "./in-turn";
import { Journal } from "./journal";
import { createListeners } from "./listeners";
import { newRun } from "./new-run";
import { changesSince, planAction, requireGroup } from "./planning";
import { recoverRun } from "./recover";
import { Leaving, type RunMemory } from "./steps/row";

/** Plans and runs over a fleet. One run a group: the store holds the lock, and the fleet shows it. */
export function createActions(deps: ActionsDeps): Actions {
  const { fleet, store, gate, clock, log } = deps;
  const listeners = createListeners(log);
  const inTurn = createTurns();
  const leaving = new AbortController();
  const going = new Map<string, { run: RunInProgress; ended: Promise<void> }>();

  function take(run: Run, plan: Plan, memory: RunMemory, work: (run: RunInProgress) => Promise<void>): void {
    const journal = new Journal(run, store.runs, listeners.run, clock, log);
    const backupChanged = (backup: Backup): void => listeners.backup(backup);
    const one = {
      deps,
      plan,
      journal,
      memory,
      eyes: createEyes(deps, run.group),
      cancel: new AbortController(),
      leaving: leaving.signal,
      backupChanged,
      release: () => {
        if (fleet.group(run.group)?.run === run.id) fleet.setRun(run.group, null);
      },
    };
    fleet.setRun(run.group, run.id);
    const ended = work(one)
      .catch((problem: unknown) =>
        problem instanceof Leaving
          ? log.info({ run: run.id }, "The run is left to the next start")
          : breakOff(one, problem),
      )
      .finally(() => {
        going.delete(run.id);
        one.release();
      });
    going.set(run.id, { run: one, ended });
  }

  async function admit(plan: Plan, actor: string, key: string | null): Promise<Run> {
    const busy = requireGroup(deps, plan.group).run;
    if (busy !== null) throw groupBusy(plan.group, busy);
    const changes = await changesSince(deps, plan);
    if (changes.length > 0) throw planStale(changes);
    const run = newRun(plan, actor, clock());
    await store.runs.insert(run, key);
    listeners.run(run);
    const linked = requireGroup(deps, plan.group).instances.filter((one) => one.link?.state === "up");
    const linkedBefore = new Set(linked.map((one) => one.id));
    take(run, plan, { held: null, formerUpstream: new Map(), linkedBefore }, execute);
    return run;
  }

  async function required(id: string): Promise<Run> {
    const run = await store.runs.get(id);
    if (run !== null) return run;
    throw new ProblemError(404, "run-not-found", "No such run", `There is no run ${id}.`);
  }

  return {
    async plan(group, request) {
      requireEnabled(gate);
      return planAction(deps, group, request);
    },

    async start(request, actor, key) {
      requireEnabled(gate);
      const known = key === null ? null : await store.runs.byKey(key);
      if (known !== null) return known;
      const plan = await store.plans.get(request.plan);
      if (plan === null)
        throw new ProblemError(404, "plan-not-found", "No such plan", `There is no plan ${request.plan}.`);
      requireAlive(plan, clock());
      requireChecks(plan);
      requireConfirmation(plan, request.confirm);
      return inTurn(plan.group, async () => {
        const twin = key === null ? null : await store.runs.byKey(key);
        return twin ?? admit(plan, actor, key);
      });
    },

    async cancel(id) {
      const run = await required(id);
      const one = going.get(id)?.run;
      if (one === undefined || !one.journal.run.cancellable)
        throw new ProblemError(
          409,
          "not-cancellable",
          "This run cannot be cancelled now",
          run.state === "running"
            ? "The present step cannot be stopped without harm. Wait for it to end."
            : `The run ended at ${run.endedAt ?? timestamp(clock())}.`,
        );
      one.cancel.abort();
      return one.journal.run;
    },

    async undo(id) {
      requireEnabled(gate);
      const run = await required(id);
      const plan = await store.plans.get(run.plan);
      const group = requireGroup(deps, run.group);
      const request = plan === null || run.state === "running" ? null : undoRequest(plan, group);
      if (request === null)
        throw new ProblemError(
          409,
          "cannot-undo",
          "This run cannot be undone",
          run.state === "running"
            ? "It has not ended yet."
            : "Its action has no inverse: plan what you want instead.",
        );
      return planAction(deps, run.group, request);
    },

    listen: listeners.listen,

    async recover() {
      for (const run of await store.runs.unfinished()) {
        const plan = await store.plans.get(run.plan);
        if (plan === null || fleet.group(run.group) === null) {
          const why = plan === null ? "Its plan is lost." : `Group ${run.group} is no longer watched.`;
          const ended: Run = {
            ...run,
            state: "unknown",
            endedAt: timestamp(clock()),
            cancellable: false,
            summary: `Outcome unknown: Tidemark was stopped during the run. ${why} Check the roles by hand.`,
          };
          await store.runs.save(ended);
          listeners.run(ended);
        } else take(run, plan, { held: null, formerUpstream: new Map(), linkedBefore: null }, recoverRun);
      }
    },

    async close() {
      leaving.abort();
      await Promise.all([...going.values()].map((one) => one.ended));
    },
  };
}
