import type { Plan, PlanStep, Run, RunStep } from "@/lib/contract";
import { formatDuration, tookSeconds } from "./durations";
import { actionWords, type Word, wordsOf } from "./wording";

/** A command as it would be typed: words with spaces, quotes or nothing in them stand in quotes. */
export const commandText = (words: readonly string[]): string =>
  words.map((word) => (/^[^\s"']+$/.test(word) ? word : JSON.stringify(word))).join(" ");

/**
 * Who hears a step's command: its instance, or a Sentinel, whose address stands with the words. A drill goes on where Tidemark
 * runs, but for what its source is asked.
 */
export const heardBy = (
  { instance, sentinel, kind, command }: Pick<PlanStep, "instance" | "sentinel" | "kind" | "command">,
  labelOf: (instance: string) => string,
): string => {
  if (sentinel !== null) return "Sentinel";
  return kind.startsWith("drill-") && command === null ? "Tidemark" : labelOf(instance);
};

export type Stage = "plan" | "checks" | "execute" | "verify" | "done";

/** The stages a dialog shows, in order. */
export const stages: readonly { readonly stage: Exclude<Stage, "done">; readonly word: string }[] = [
  { stage: "plan", word: "Plan" },
  { stage: "checks", word: "Checks" },
  { stage: "execute", word: "Execute" },
  { stage: "verify", word: "Verify" },
];

/**
 * Where a run is: at its proof once nothing but `verify` steps are left, else executing. Only one that succeeded is
 * done; any other stays at the stage that stopped it.
 */
export function stageOfRun(run: Run): Stage {
  if (run.state === "succeeded") return "done";
  const open = run.steps.filter((step) => step.state !== "done" && step.state !== "skipped");
  return open.length > 0 && open.every((step) => step.kind === "verify") ? "verify" : "execute";
}

/** The step a run stopped at: the first that did not end well; null: none. */
export const stoppedAt = (run: Run): RunStep | null =>
  run.steps.find((step) => step.state === "failed" || step.state === "unknown") ?? null;

/** How a run stands, for its pill: `Running 0.95 s`, `Succeeded in 2.4 s`, `Partly applied, step 3 of 5`. `nowMs` is Unix time. */
export function runPill(run: Run, nowMs: number): Word {
  const { word, shape } = wordsOf(run);
  const stop = stoppedAt(run);
  if (run.state === "running") {
    const elapsed = Math.max(0, (nowMs - Date.parse(run.startedAt)) / 1000);
    return { word: `${word} ${formatDuration(elapsed)}`, shape };
  }
  if (run.state === "partial" && stop !== null)
    return { word: `${word}, step ${stop.n} of ${run.steps.length}`, shape };
  if (run.state === "succeeded")
    return { word: `${word} in ${formatDuration(tookSeconds(run.startedAt, run.endedAt))}`, shape };
  return { word, shape };
}

/** What is said aloud as a run goes on and when it ends. */
export function runAnnouncement(run: Run): string {
  if (run.state !== "running") return [wordsOf(run).word, run.summary].join(". ");
  const step = run.steps.find(({ state }) => state === "running");
  return step === undefined ? "Running" : `Step ${step.n} of ${run.steps.length}: ${step.text}`;
}

/** What stands before the instance's name where the action is not done to the instance itself. */
const beforeName: Partial<Record<Plan["action"], string>> = {
  disconnect: "clients from ",
  restore: "a backup into ",
};

/** The dialog's head while a plan runs: `Promoting eu-1`. */
export const doingTitle = (plan: Plan, instanceName: string): string =>
  `${actionWords[plan.action].doing} ${beforeName[plan.action] ?? ""}${instanceName}`;
