"use client";
import { useCallback, useEffect, useReducer, useRef } from "react";
import { api, problemOf } from "@/components/live/api";
import { putRun } from "@/components/live/store";
import type { Plan, Problem, Run, StartRun } from "@/lib/contract";
import { firstMoment, type Moment, nextMoment } from "./dialog-moment";
import type { PlanSource } from "./launcher";

function requestPlan(group: string, source: PlanSource, signal: AbortSignal): Promise<Plan> {
  return source.from === "undo"
    ? api.post<Plan>(`/api/runs/${encodeURIComponent(source.run)}/undo`, {}, { signal })
    : api.post<Plan>(`/api/groups/${group}/plans`, source.request, { signal });
}

/** A silent server may have started the run; the key makes a second attempt safe, so say so. */
function afterStart(problem: Problem): Problem {
  if (problem.code !== "no-answer") return problem;
  return {
    ...problem,
    detail:
      "The run may have started. Try again: the same plan never runs twice, and you will see the run there is.",
  };
}

/** What a person has consented to. */
export interface Consent {
  readonly accepted: boolean;
  readonly typed: string;
}

/**
 * Asks for a plan when the dialog opens, and runs it when told to. Every plan has one Idempotency-Key, its own id:
 * a double click or a second attempt after a lost answer gives the same run.
 */
export function usePlan(
  group: string,
  source: PlanSource,
): { moment: Moment; replan: () => void; execute: (consent: Consent) => void } {
  const [moment, happen] = useReducer(nextMoment, firstMoment);
  const asking = useRef<AbortController | null>(null);

  const replan = useCallback(() => {
    asking.current?.abort();
    const controller = new AbortController();
    asking.current = controller;
    happen({ type: "asked" });
    requestPlan(group, source, controller.signal)
      .then((plan) => happen({ type: "planned", plan, atMs: Date.now() }))
      .catch((error: unknown) => {
        if (!controller.signal.aborted) happen({ type: "refused", problem: problemOf(error) });
      });
  }, [group, source]);

  useEffect(() => {
    replan();
    return () => asking.current?.abort();
  }, [replan]);

  const execute = (consent: Consent): void => {
    if (moment.at !== "planned") return;
    const { plan } = moment;
    const body: StartRun =
      plan.confirm === null
        ? { plan: plan.id }
        : {
            plan: plan.id,
            confirm: { accepted: true, ...(plan.confirm.tier === 3 ? { text: consent.typed.trim() } : {}) },
          };
    happen({ type: "executed" });
    api
      .post<Run>("/api/runs", body, { headers: { "Idempotency-Key": plan.id } })
      .then((run) => {
        putRun(run);
        happen({ type: "started", run: run.id });
      })
      .catch((error: unknown) => happen({ type: "refused", problem: afterStart(problemOf(error)) }));
  };

  return { moment, replan, execute };
}
