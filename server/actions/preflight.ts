import type { RunStep } from "@/lib/contract";
import { nameIn, type RunInProgress } from "./context";

const LOGIN_MS = 2000;

/** The first step whose instance does not take the operator's login, and why. */
export interface Locked {
  readonly step: RunStep;
  readonly error: string;
}

/**
 * Logs in as the operator wherever the run will send something, before anything has changed: a wrong password must
 * not be found out between the promotion and the rest. TIME is harmless, and answered while loading too.
 */
export async function preflight({ deps, journal, plan }: RunInProgress): Promise<Locked | null> {
  const seen = new Set<string>();
  for (const step of journal.run.steps) {
    if (step.command === null || seen.has(step.instance)) continue;
    seen.add(step.instance);
    const options = { as: "operator", deadlineMs: LOGIN_MS } as const;
    const outcome = await deps.fleet.command(step.instance, ["TIME"], options);
    const name = nameIn(deps, plan.group, step.instance);
    if (outcome.state === "unsent" || outcome.state === "unknown")
      return {
        step,
        error: `${name} could not be reached as operator (${outcome.detail}), so nothing was sent.`,
      };
    if (outcome.state === "refused" && !outcome.message.startsWith("NOPERM"))
      return { step, error: `${name} refused the operator: ${outcome.message}` };
  }
  return null;
}
