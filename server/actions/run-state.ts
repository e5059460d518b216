import type { Run, RunState, RunStep, StepKind } from "@/lib/contract";
import type { StepEnd } from "./steps/row";
import { steps } from "./steps/table";

/** How each step that was reached ended, by its number. */
export type StepEnds = ReadonlyMap<number, StepEnd>;

/** Kinds that hold something for the time of the run: once released they have changed nothing. */
export const isHold = (kind: StepKind): boolean =>
  Object.values(steps).some((row) => row.releases === kind) || steps[kind].releases !== null;

/** Kinds that only look: done, they have changed nothing. */
const looks: ReadonlySet<StepKind> = new Set([
  "verify",
  "await-offset",
  "await-sentinel",
  "read-backup",
  "count-keys",
]);

const hasEffect = (step: RunStep, effect: StepEnd["effect"], ends: StepEnds): boolean =>
  !isHold(step.kind) && !looks.has(step.kind) && ends.get(step.n)?.effect === effect;

/** The state a run ends in: the first row that fits. */
const table: readonly { state: RunState; fits: (run: Run, ends: StepEnds) => boolean }[] = [
  { state: "unknown", fits: (run, ends) => run.steps.some((step) => ends.get(step.n)?.state === "unknown") },
  { state: "succeeded", fits: (run, ends) => unfinished(run, ends).length === 0 },
  {
    state: "partial",
    fits: (run, ends) =>
      run.steps.some((step) => hasEffect(step, "applied", ends)) || heldOn(run, ends).length > 0,
  },
  { state: "rolled-back", fits: (run, ends) => run.steps.some((step) => hasEffect(step, "reverted", ends)) },
  { state: "unchanged", fits: () => true },
];

/** Steps that should have been done and were not; a step skipped because it had nothing to do is none. */
export function unfinished(run: Run, ends: StepEnds): RunStep[] {
  const failing = run.steps.some((step) => ends.get(step.n)?.state === "failed");
  const cut = run.steps.some((step) => !ends.has(step.n));
  const cancelled = run.steps.some((step) => ends.get(step.n)?.error === CANCELLED);
  if (!failing && !cut && !cancelled) return [];
  return run.steps.filter((step) => ends.get(step.n)?.state !== "done");
}

/** What a step not sent says when the run was cancelled. */
export const CANCELLED = "Cancelled.";

/** Releases that were due and did not work. */
export const heldOn = (run: Run, ends: StepEnds): RunStep[] =>
  run.steps.filter((step) => steps[step.kind].releases !== null && ends.get(step.n)?.state === "failed");

/** The state a run whose steps have ended so is in. */
export const runState = (run: Run, ends: StepEnds): RunState =>
  table.find((row) => row.fits(run, ends))?.state ?? "unknown";
