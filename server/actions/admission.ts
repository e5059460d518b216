import type { Plan, StartRun } from "@/lib/contract";
import { ProblemError } from "@/server/errors";
import type { ActionsGate } from "@/server/ports";

/** @throws ProblemError `actions-disabled` with the reason. */
export function requireEnabled(gate: ActionsGate): void {
  if (gate.enabled) return;
  throw new ProblemError(
    403,
    "actions-disabled",
    "Actions are disabled",
    gate.reason ?? "Actions are switched off in the settings (actions.enabled).",
  );
}

export const planNotFound = (): ProblemError =>
  new ProblemError(404, "plan-not-found", "No such plan", "There is no such plan.");

export const planStale = (changes: readonly string[]): ProblemError =>
  new ProblemError(409, "plan-stale", "The plan no longer fits", `${changes.join(" ")} Make a new plan.`, {
    errors: [...changes],
  });

/** @throws ProblemError `plan-stale` once the plan's time is over. */
export function requireAlive(plan: Plan, nowMs: number): void {
  if (Date.parse(plan.expiresAt) <= nowMs) throw planStale([`The plan expired at ${plan.expiresAt}.`]);
}

/** @throws ProblemError `checks-failed`, naming the checks that forbid the run. */
export function requireChecks(plan: Plan): void {
  const bad = plan.checks.filter((check) => check.status === "fail");
  if (bad.length === 0) return;
  throw new ProblemError(
    422,
    "checks-failed",
    "A check forbids this run",
    bad.map((check) => check.text).join(" "),
    { errors: bad.map((check) => check.code) },
  );
}

/** @throws ProblemError `confirmation-required` where the plan asks for one that was not given. */
export function requireConfirmation(plan: Plan, confirm: StartRun["confirm"]): void {
  const wanted = plan.confirm;
  if (wanted === null) return;
  const given = confirm !== undefined && (wanted.type === null || confirm.text === wanted.type);
  if (given) return;
  const how =
    wanted.type === null
      ? "Send confirm.accepted."
      : `Send confirm.accepted, and confirm.text with exactly: ${wanted.type}`;
  throw new ProblemError(
    422,
    "confirmation-required",
    "This run needs a confirmation",
    `${wanted.text} ${how}`,
  );
}
