import type { Plan, Run } from "@/lib/contract";
import { timeOrderedId } from "@/server/store/ids";
import { timestamp } from "./deps";
import { unbegunRun, unbegunStep } from "./unbegun";

/** The run of a plan before its first step. */
export function newRun(plan: Plan, actor: string, nowMs: number): Run {
  return {
    ...unbegunRun,
    id: timeOrderedId(nowMs),
    plan: plan.id,
    action: plan.action,
    group: plan.group,
    instance: plan.instance,
    // A plan asks; a run does.
    title: plan.title.replace(/\?$/, ""),
    actor,
    startedAt: timestamp(nowMs),
    steps: plan.steps.map((step) => ({ ...step, ...unbegunStep })),
  };
}
