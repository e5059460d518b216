import type { Run, RunStep } from "@/lib/contract";
import { adviceFor, lookAt } from "./advice";
import type { Ending } from "./ending";
import { steps } from "./steps/table";

/**
 * The ending of a run that was left behind and cannot be taken up here: nothing is sent, so what may still be held is said
 * as the lines to type.
 * @param why a sentence.
 */
export function endingUntaken(run: Run, why: string): Ending {
  const hanging = run.steps
    .filter(({ kind, state }) => kind === "failover" && state === "running")
    .map((step) => ({ ...step, command: ["FAILOVER", "ABORT"] }));
  return {
    state: "unknown",
    summary: `Outcome unknown: Tidemark was stopped during the run. ${why} Check the roles by hand.`,
    advice:
      adviceFor([...hanging, ...run.steps.filter((step) => isOpenRelease(run, step))]) ??
      lookAt(run.steps.map(({ instance }) => instance)),
  };
}

/** It takes back what was, or may have been, held, and was not seen to end well. */
function isOpenRelease(run: Run, step: RunStep): boolean {
  const held = steps[step.kind].releases;
  if (held === null || step.state === "done") return false;
  return run.steps.some(
    ({ kind, instance, state }) =>
      kind === held && instance === step.instance && state !== "pending" && state !== "skipped",
  );
}
