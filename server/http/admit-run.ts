import type { PlanRequest, Run, StartRun } from "@/lib/contract";
import { planNotFound } from "@/server/actions/admission";
import { ProblemError } from "@/server/errors";
import type { ApiContext } from "./context";
import { sees } from "./lookup";
import { type Asking, requireConfirmed } from "./who";

/**
 * A restore gives the data of a backup, of whichever group, to whoever reads the target: it takes what a download of that backup takes.
 * One that somebody does not see is not there for them.
 * @throws ProblemError `unknown-backup`, `forbidden`
 */
export async function admitSource(at: ApiContext, who: Asking, request: PlanRequest): Promise<void> {
  if (request.action !== "restore") return;
  const backup = await at.store.backups.get(request.backup);
  if (backup === null) return;
  if (!sees(who, backup.group))
    throw new ProblemError(
      404,
      "unknown-backup",
      "No such backup",
      "There is no such backup. GET /api/backups lists them.",
    );
  who.demand("operator", backup.group);
}

/**
 * Whether somebody may run a plan: an operator of its group; for what is dangerous, one who has just proven who they are.
 * @throws ProblemError `plan-not-found`, `unknown-backup`, `forbidden`, `confirm-identity`
 */
export async function admitRun(at: ApiContext, who: Asking, { plan: id }: StartRun): Promise<void> {
  const plan = await at.store.plans.get(id);
  // Of what is not there the start itself says so, and writes it down.
  if (plan === null) return;
  if (!sees(who, plan.group)) throw planNotFound();
  who.demand("operator", plan.group);
  await admitSource(at, who, plan.request);
  if (plan.confirm?.tier === 3) requireConfirmed(who, at.now());
}

/**
 * What a start answers. A key that was used before answers with the run that it started then, maybe in a group they no longer see.
 * @throws ProblemError `plan-not-found`
 */
export function seenRun(who: Asking, run: Run): Run {
  if (!who.sees(run.group)) throw planNotFound();
  return run;
}
