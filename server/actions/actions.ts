import type { Plan, Run, StartRun } from "@/lib/contract";
import { undoRequest } from "@/lib/plan";
import { groupBusy, ProblemError } from "@/server/errors";
import type { Actions } from "@/server/ports";
import {
  planNotFound,
  planStale,
  requireAlive,
  requireChecks,
  requireConfirmation,
  requireEnabled,
} from "./admission";
import { createDenying } from "./auditor";
import type { ActionsDeps } from "./deps";
import { execute } from "./execute";
import { createTurns } from "./in-turn";
import { createListeners } from "./listeners";
import { newRun } from "./new-run";
import { PeerWatch } from "./peers";
import { changesSince, planAction, requireGroup } from "./planning";
import { createRescue } from "./rescue";
import { Undertakings } from "./undertaking";

/** Who acts where nobody is named, as long as there are no accounts. */
const somebody = "local";

/** Plans and runs over a fleet. One run a group: the store's lease says whose it is, and the fleet shows it. */
export function createActions(deps: ActionsDeps): Actions {
  const { store, gate, clock, log } = deps;
  const listeners = createListeners(log);
  const denying = createDenying(store.audit, log);
  const inTurn = createTurns();
  const going = new Undertakings(deps, listeners);
  const rescue = createRescue(deps, going, listeners);
  const peers = new PeerWatch({
    deps,
    listeners,
    isOurs: (run) => going.get(run) !== null,
    takeUp: rescue.takeUp,
  });

  async function admit(plan: Plan, actor: string, key: string | null): Promise<Run> {
    requireGroup(deps, plan.group);
    // The store knows of other processes' runs at once, the fleet a moment later.
    const busy = (await store.runs.unfinished()).find((run) => run.group === plan.group);
    if (busy !== undefined) throw groupBusy(plan.group, busy.id);
    const changes = await changesSince(deps, plan);
    if (changes.length > 0) throw planStale(changes);
    const linked = requireGroup(deps, plan.group).instances.filter((one) => one.link?.state === "up");
    const linkedBefore = new Set(linked.map((one) => one.id));
    const run = newRun(plan, actor, clock());
    const { id, action, group, instance, method } = plan;
    const detail = { plan: id, action, method };
    const lease = await store.runs.insert(run, key, [
      { kind: "run-started", actor, group, instance, run: run.id, detail },
    ]);
    listeners.run(run, "here");
    const memory = { held: null, formerUpstream: new Map(), linkedBefore };
    going.begin({ run, plan, lease, memory }, execute);
    return run;
  }

  async function required(id: string): Promise<Run> {
    const run = await store.runs.get(id);
    if (run !== null) return run;
    throw new ProblemError(404, "run-not-found", "No such run", "There is no such run.");
  }

  async function begin(
    request: StartRun,
    plan: Plan | null,
    { actor, key }: { actor: string; key: string | null },
  ): Promise<Run> {
    requireEnabled(gate);
    if (plan === null) throw planNotFound();
    requireAlive(plan, clock());
    requireChecks(plan);
    requireConfirmation(plan, request.confirm);
    return inTurn(plan.group, async () => (await sameKey(key)) ?? admit(plan, actor, key));
  }

  /** The run that this Idempotency-Key has started already, in whichever process. */
  const sameKey = async (key: string | null): Promise<Run | null> =>
    key === null ? null : store.runs.byKey(key);

  return {
    plan: (group, request, actor = somebody) =>
      denying(
        { actor, group, instance: request.instance ?? null, run: null, detail: { request } },
        async () => {
          requireEnabled(gate);
          // A run of another process that has just ended must not stand in the plan as one that goes on.
          await peers.lookNow();
          return planAction(deps, group, request, { kind: "plan", actor, run: null });
        },
      ),

    async start(request, actor, key) {
      const known = gate.enabled ? await sameKey(key) : null;
      if (known !== null) return known;
      const plan = gate.enabled ? await store.plans.get(request.plan) : null;
      const about = { actor, group: plan?.group ?? null, instance: plan?.instance ?? null, run: null };
      const detail = { plan: request.plan, ...(plan !== null && { action: plan.action }) };
      return denying({ ...about, detail }, async () => {
        try {
          return await begin(request, plan, { actor, key });
        } catch (problem) {
          // Another process has used the key between our look and our write.
          const twin =
            problem instanceof ProblemError && problem.code === "key-used" ? await sameKey(key) : null;
          if (twin === null) throw problem;
          return twin;
        }
      });
    },

    async cancel(id, actor = somebody) {
      const run = await required(id);
      const { group, instance } = run;
      const about = { actor, group, instance, run: id, detail: {} };
      return denying({ ...about, detail: { asked: "cancel" } }, async () => {
        const one = going.get(id);
        const now = one?.journal.run ?? run;
        if (now.state !== "running" || !now.cancellable) throw notCancellable(now);
        const entry = { ...about, kind: "cancel" } as const;
        if (one === null) {
          // Another process on this store carries it out, and hears of it when it renews its lease.
          if (!(await store.leases.askToCancel(run, [entry]))) throw notCancellable(now);
          return now;
        }
        // A store that fails must not keep a run from being stopped.
        await store.audit.append([entry]).catch(() => undefined);
        one.cancel.abort();
        return one.journal.run;
      });
    },

    async undo(id, actor = somebody) {
      const run = await required(id);
      const { group, instance } = run;
      return denying({ actor, group, instance, run: id, detail: { asked: "undo" } }, async () => {
        requireEnabled(gate);
        const plan = await store.plans.get(run.plan);
        const now = requireGroup(deps, run.group);
        const request = plan === null || run.state === "running" ? null : undoRequest(plan, now);
        if (request === null)
          throw new ProblemError(
            409,
            "cannot-undo",
            "This run cannot be undone",
            run.state === "running"
              ? "It has not ended yet."
              : "Its action has no inverse: plan what you want instead.",
          );
        return planAction(deps, run.group, request, { kind: "undo", actor, run: id });
      });
    },

    listen: listeners.listen,

    async recover() {
      for (const run of await store.runs.unfinished()) await rescue.endLeft(run);
      await peers.start();
    },

    async close() {
      await peers.stop();
      await going.leave();
    },
  };
}

const notCancellable = (run: Run): ProblemError =>
  new ProblemError(
    409,
    "not-cancellable",
    "This run cannot be cancelled now",
    run.state === "running"
      ? "The present step cannot be stopped without harm. Wait for it to end."
      : `The run ended at ${run.endedAt ?? "a time that is not known"}.`,
  );
