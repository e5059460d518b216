import { senderOf } from "@/lib/acl";
import type { RunStep } from "@/lib/contract";
import { nameIn, type RunInProgress } from "./context";

const LOGIN_MS = 2000;
/** Harmless, and answered while loading too, by a Sentinel as well; every one of our users may say it, for each connection begins with it. */
const GREETING = ["CLIENT", "SETNAME", "tidemark"] as const;

/** The first step whose instance does not take the login it is sent with, and why. */
export interface Locked {
  readonly step: RunStep;
  readonly error: string;
}

/**
 * Logs in wherever the run will send something, as whoever will, before anything has changed: a wrong password must
 * not be found out between the promotion and the rest.
 */
export async function preflight({ deps, journal, plan }: RunInProgress): Promise<Locked | null> {
  const seen = new Set<string>();
  for (const step of journal.run.steps) {
    const { sentinel } = step;
    const as = senderOf(step.kind);
    const whom = sentinel === null ? `${as} ${step.instance}` : `Sentinel ${sentinel}`;
    if (step.command === null || seen.has(whom)) continue;
    seen.add(whom);
    const options = { as, deadlineMs: LOGIN_MS };
    const outcome =
      sentinel === null
        ? await deps.fleet.command(step.instance, GREETING, options)
        : await deps.fleet.sentinelCommand(plan.group, sentinel, GREETING, options);
    const name = sentinel === null ? nameIn(deps, plan.group, step.instance) : `The Sentinel at ${sentinel}`;
    if (outcome.state === "unsent" || outcome.state === "unknown")
      return {
        step,
        error: `${name} could not be reached as ${as} (${outcome.detail}), so nothing was sent.`,
      };
    if (outcome.state === "refused" && !outcome.message.startsWith("NOPERM"))
      return { step, error: `${name} refused the ${as}: ${outcome.message}` };
  }
  return null;
}
