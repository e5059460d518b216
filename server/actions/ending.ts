import type { Run, RunState, RunStep, StepKind } from "@/lib/contract";
import { formatSeconds } from "@/lib/format";
import type { InstanceId } from "@/lib/group/member";
import { adviceFor } from "./advice";
import type { StepEnd } from "./steps/row";
import { steps } from "./steps/table";

/** How each step that was reached ended, by its number. */
export type StepEnds = ReadonlyMap<number, StepEnd>;

/** Kinds that hold something for the time of the run: once released they have changed nothing. */
const isHold = (kind: StepKind): boolean =>
  Object.values(steps).some((row) => row.releases === kind) || steps[kind].releases !== null;

const hasEffect = (step: RunStep, effect: StepEnd["effect"], ends: StepEnds): boolean =>
  !isHold(step.kind) &&
  step.kind !== "verify" &&
  step.kind !== "await-offset" &&
  ends.get(step.n)?.effect === effect;

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
function unfinished(run: Run, ends: StepEnds): RunStep[] {
  const failing = run.steps.some((step) => ends.get(step.n)?.state === "failed");
  const cut = run.steps.some((step) => !ends.has(step.n));
  const cancelled = run.steps.some((step) => ends.get(step.n)?.error === CANCELLED);
  if (!failing && !cut && !cancelled) return [];
  return run.steps.filter((step) => ends.get(step.n)?.state !== "done");
}

/** What a step not sent says when the run was cancelled. */
export const CANCELLED = "Cancelled.";

/** Releases that were due and did not work. */
const heldOn = (run: Run, ends: StepEnds): RunStep[] =>
  run.steps.filter((step) => steps[step.kind].releases !== null && ends.get(step.n)?.state === "failed");

export interface Ending {
  readonly state: RunState;
  readonly summary: string;
  readonly advice: string | null;
}

/** State, summary and advice of a run whose steps have ended as `ends` says. */
export function endingOf(run: Run, ends: StepEnds, nameOf: (instance: InstanceId) => string): Ending {
  const state = table.find((row) => row.fits(run, ends))?.state ?? "unknown";
  return {
    state,
    summary: summaries[state](run, ends, nameOf),
    advice: state === "partial" || state === "unknown" ? adviceFor(toFinish(run, ends)) : null,
  };
}

/** The steps a person would still have to carry out; what held writes comes first. */
function toFinish(run: Run, ends: StepEnds): RunStep[] {
  const held = heldOn(run, ends);
  const rest = unfinished(run, ends).filter(
    (step) =>
      steps[step.kind].releases === null &&
      !isHold(step.kind) &&
      step.kind !== "bgsave" &&
      isOpen(step, ends),
  );
  return [...held, ...rest];
}

/** A step skipped for a reason of its own is not open; one that was accepted but not proven needs no second order. */
function isOpen(step: RunStep, ends: StepEnds): boolean {
  const end = ends.get(step.n);
  return end === undefined || (end.state !== "done" && end.effect !== "applied");
}

type Summary = (run: Run, ends: StepEnds, nameOf: (instance: InstanceId) => string) => string;

const summaries: Record<RunState, Summary> = {
  running: () => "",
  succeeded: (run, ends, nameOf) => {
    const proof = run.steps.find((step) => step.kind === "verify" || step.kind === "bgsave");
    const said = proof === undefined ? null : (ends.get(proof.n)?.error ?? null);
    const took = `(${formatSeconds(seconds(run))})`;
    if (run.action === "backup") return `${said ?? `Saved on ${nameOf(run.instance)}.`} ${took}`;
    return [
      `${achieved(run, nameOf)} ${took}.`,
      said === null ? "" : ` Verified: ${said}.`,
      paused(run),
    ].join("");
  },
  unchanged: (run, ends) =>
    `${run.action === "backup" ? "No backup was made." : "Nothing was changed."} ${cause(run, ends)}`,
  "rolled-back": (run, ends) => `Rolled back: the roles are as before. ${cause(run, ends)}`,
  partial: (run, ends) => {
    const first = firstBad(run, ends);
    if (run.action === "backup") {
      const held = heldOn(run, ends).map((step) => ends.get(step.n)?.error ?? "");
      return ["No backup was made.", cause(run, ends), ...held].join(" ");
    }
    return `Partly applied, step ${first?.n ?? run.steps.length} of ${run.steps.length}. ${cause(run, ends)}`;
  },
  unknown: (run, ends) => {
    const first = run.steps.find((step) => ends.get(step.n)?.state === "unknown");
    return `Outcome unknown after step ${first?.n ?? run.steps.length} of ${run.steps.length}. ${cause(run, ends)} Nothing was rolled back. Check the roles before retrying.`;
  },
};

function achieved(run: Run, nameOf: (instance: InstanceId) => string): string {
  const name = nameOf(run.instance);
  const upstream = run.steps.find(
    (step) => step.kind === "replicaof" && step.instance === run.instance,
  )?.peer;
  if (run.action === "promote") return `${name} is primary`;
  if (run.action === "detach") return `${name} is a standalone primary`;
  return `${name} follows ${upstream === null || upstream === undefined ? "its new upstream" : nameOf(upstream)}`;
}

const paused = (run: Run): string =>
  run.writePausedSeconds === null ? "" : ` Writes paused for ${formatSeconds(run.writePausedSeconds)}.`;

const seconds = (run: Run): number =>
  run.endedAt === null ? 0 : (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000;

function firstBad(run: Run, ends: StepEnds): RunStep | undefined {
  const bad = (state: StepEnd["state"]) => run.steps.filter((step) => ends.get(step.n)?.state === state);
  const failures = bad("failed");
  return (
    bad("unknown")[0] ??
    failures.find((step) => ends.get(step.n)?.effect !== "reverted") ??
    failures[0] ??
    run.steps.find((step) => !ends.has(step.n) || ends.get(step.n)?.error === CANCELLED)
  );
}

function cause(run: Run, ends: StepEnds): string {
  const first = firstBad(run, ends);
  if (first === undefined) return "";
  return ends.get(first.n)?.error ?? `Step ${first.n} was not reached.`;
}
