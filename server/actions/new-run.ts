import type { Plan, Run } from "@/lib/contract";
import { timeOrderedId } from "@/server/store/ids";
import { timestamp } from "./deps";

/** The run of a plan before its first step. */
export function newRun(plan: Plan, actor: string, nowMs: number): Run {
  return {
    id: timeOrderedId(nowMs),
    plan: plan.id,
    action: plan.action,
    group: plan.group,
    instance: plan.instance,
    // A plan asks; a run does.
    title: plan.title.replace(/\?$/, ""),
    actor,
    state: "running",
    startedAt: timestamp(nowMs),
    endedAt: null,
    steps: plan.steps.map((step) => ({
      ...step,
      state: "pending",
      startedAt: null,
      endedAt: null,
      reply: null,
      error: null,
      progress: null,
    })),
    writePausedSeconds: null,
    counted: null,
    cancellable: true,
    summary: null,
    advice: null,
    backup: null,
    loss: null,
  };
}
