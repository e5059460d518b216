import type { Plan, Run } from "@/lib/contract";
import type { Lease } from "@/server/ports";
import { type ActionsDeps, timestamp } from "./deps";
import { runEntry } from "./execute";
import { endingUntaken } from "./left-behind";
import type { createListeners } from "./listeners";
import { recoverRun } from "./recover";
import type { Undertakings } from "./undertaking";

/** Runs whose process is gone, or stands still for longer than its lease, come to their end here. */
export interface Rescue {
  /** Takes a run of another process up, unless actions are off: then nothing may be sent from here. */
  takeUp(run: Run): Promise<void>;
  /** Ends what a start finds left behind, whether it may act or not: nobody else may come. */
  endLeft(run: Run): Promise<void>;
}

interface Claimed {
  readonly run: Run;
  readonly plan: Plan | null;
  readonly lease: Lease;
}

export function createRescue(
  { fleet, store, gate, clock }: ActionsDeps,
  going: Undertakings,
  listeners: ReturnType<typeof createListeners>,
): Rescue {
  async function claim(run: Run): Promise<Claimed | null> {
    if (going.get(run.id) !== null) return null;
    const { actor, group, instance } = run;
    const lease = await store.leases.claim(run, [
      { actor, group, instance, run: run.id, kind: "run-taken-up", detail: {} },
    ]);
    if (lease === null) return null;
    // As it was left: it may have gone on between the look at it and the claim.
    const left = (await store.runs.get(run.id)) ?? run;
    return { run: left, plan: await store.plans.get(run.plan), lease };
  }

  async function endUntaken({ run, lease }: Claimed, why: string): Promise<void> {
    const ending = endingUntaken(run, why);
    const ended: Run = { ...run, ...ending, endedAt: timestamp(clock()), cancellable: false };
    const { actor, group } = run;
    await store.runs.save(ended, lease, [{ actor, group, run: run.id, ...runEntry(ended, ending) }]);
    listeners.run(ended, "here");
  }

  async function takeUp(run: Run): Promise<void> {
    if (!gate.enabled) return;
    const left = await claim(run);
    if (left === null) return;
    if (left.plan === null) return endUntaken(left, "Its plan is lost.");
    const memory = { held: null, formerUpstream: new Map(), linkedBefore: null };
    going.begin({ run: left.run, plan: left.plan, lease: left.lease, memory }, recoverRun);
  }

  return {
    takeUp,
    async endLeft(run) {
      const isWatched = fleet.group(run.group) !== null;
      if (gate.enabled && isWatched) return takeUp(run);
      const left = await claim(run);
      if (left === null) return;
      const why = isWatched
        ? "Actions are off here, so nothing was sent."
        : `Group ${run.group} is no longer watched.`;
      await endUntaken(left, why);
    },
  };
}
