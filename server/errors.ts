import type { Problem } from "@/lib/contract";

/**
 * A refusal a caller can act on; HTTP sends it as RFC 9457 problem+json.
 * `detail` says what was wrong, with which value, and what to do; it never carries remote bytes or a secret.
 */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    /** Stable, kebab-case; documented in docs/errors.md. */
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly extra: Pick<Problem, "run" | "errors" | "retryAfterSeconds"> = {},
  ) {
    super(`${code}: ${detail}`);
    this.name = "ProblemError";
  }
}

/**
 * The group of a run was taken over by another process, or the run was ended there. Whoever meets this sends nothing more,
 * not even what releases a hold: the other process does.
 */
export class LeaseLost extends Error {
  constructor(readonly run: string) {
    super(`Run ${run} is no longer this process' own.`);
    this.name = "LeaseLost";
  }
}

/** One run at a time changes a group: `run` is under way. */
export const groupBusy = (group: string, run: string): ProblemError =>
  new ProblemError(
    409,
    "group-busy",
    "A run is in progress",
    `Group ${group} has run ${run} in progress. Wait for it to end, or cancel it.`,
    { run },
  );

/** One experiment at a time, for two would measure each other: `experiment` is under way. */
export const labBusy = (experiment: string): ProblemError =>
  new ProblemError(
    409,
    "lab-busy",
    "An experiment is in progress",
    `Experiment ${experiment} runs, and one runs at a time: two would measure each other. Wait for it to end, or stop it.`,
  );

/** One drill at a time: `run` is under way. */
export const drillBusy = (run: string): ProblemError =>
  new ProblemError(
    409,
    "drill-busy",
    "A drill is in progress",
    `Run ${run} restores a backup, and one is restored at a time. Wait for it to end, or cancel it.`,
    { run },
  );
