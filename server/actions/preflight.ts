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
 * not be found out between the promotion and the rest. TIME is harmless, and answered while loading too; a Sentinel knows
 * PING alone.
 */
export async function preflight({ deps, journal, plan }: RunInProgress): Promise<Locked | null> {
  const seen = new Set<string>();
  for (const step of journal.run.steps) {
    const { sentinel } = step;
    const whom = sentinel === null ? step.instance : `Sentinel ${sentinel}`;
    if (step.command === null || seen.has(whom)) continue;
    seen.add(whom);
    const options = { as: "operator", deadlineMs: LOGIN_MS } as const;
    const outcome =
      sentinel === null
        ? await deps.fleet.command(step.instance, ["TIME"], options)
        : await deps.fleet.sentinelCommand(plan.group, sentinel, ["PING"], options);
    const name = sentinel === null ? nameIn(deps, plan.group, step.instance) : `The Sentinel at ${sentinel}`;
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
