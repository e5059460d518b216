import type { Run, RunStep } from "@/lib/contract";
import { lookAt } from "./advice";
import { contextFor, nameIn, type RunInProgress } from "./context";
import { timestamp } from "./deps";
import { type Ending, endingOf } from "./ending";
import type { Entry } from "./journal";
import { lossIn } from "./loss";
import { performStep } from "./perform";
import { preflight } from "./preflight";
import { CANCELLED, type StepEnds } from "./run-state";
import { failed, type StepEnd, skipped } from "./steps/row";
import { readSyncCounts, servingIn } from "./steps/sync-counts";
import { steps } from "./steps/table";

const countSyncs = ({ deps, plan }: RunInProgress) => readSyncCounts(deps.fleet, servingIn(plan));
const NOT_SENT = "Not sent: another step did not end well.";

/**
 * Carries out the steps of a run in their order and ends it. After a failure, an unknown outcome or a cancellation no
 * further step is sent but those that release what was held: a pause or a fence is never left behind.
 * @throws Leaving when Tidemark stops while nothing is held: the run is then taken up at the next start.
 */
export async function execute(going: RunInProgress): Promise<void> {
  const { journal } = going;
  const ends = new Map<number, StepEnd>();
  let stopped: string | null = null;
  const [locked, syncs] = await Promise.all([preflight(going), countSyncs(going)]);
  going.memory.syncsBefore = syncs;
  if (locked !== null) {
    stopped = NOT_SENT;
    ends.set(locked.step.n, failed(locked.error));
    await journal.writeStep(locked.step.n, { state: "failed", error: locked.error });
  }
  for (const { n } of journal.run.steps) {
    const step = journal.run.steps.find((one) => one.n === n);
    if (step === undefined || ends.has(n)) continue;
    const releases = steps[step.kind].releases;
    const mustRelease = releases !== null && wasSent(journal.run.steps, ends, step, releases);
    if (stopped === null && going.cancel.signal.aborted) stopped = CANCELLED;
    const why =
      releases !== null && !mustRelease ? "There is nothing to release." : mustRelease ? null : stopped;
    const idle = why ?? pointless(journal.run.steps, ends, step);
    if (idle !== null) {
      await skip(going, step, idle);
      ends.set(n, skipped(idle));
      continue;
    }
    const cancellable = stopped === null && isCancellable(going, step);
    if (cancellable !== journal.run.cancellable) await journal.write({ cancellable });
    const end = await performStep(going, step);
    ends.set(n, end);
    if (stopped === null && stops(going, step, end)) {
      stopped = NOT_SENT;
      await takeBack(going, ends, step);
    }
  }
  await endRun(going, ends);
}

/** Ends the run by what its steps came to. Whoever hears of the end finds the group free. */
export async function endRun(going: RunInProgress, ends: StepEnds): Promise<void> {
  const { journal, deps } = going;
  const endedAt = timestamp(deps.clock());
  const run = { ...journal.run, endedAt };
  const ending = endingOf(run, ends, (instance) => nameIn(deps, run.group, instance));
  going.release();
  await journal.write(
    { endedAt, cancellable: false, ...ending, loss: lossIn(going, ends) },
    runEntry(run, ending),
  );
  deps.log.info({ run: run.id, action: run.action, state: journal.run.state }, "Run ended");
}

/** An error of our own in the midst of a run: nobody watched the rest, so nobody can say how it stands. */
export async function breakOff(going: RunInProgress, problem: unknown): Promise<void> {
  const { journal, deps } = going;
  deps.log.error({ run: journal.run.id, err: problem }, "Run broke off");
  going.release();
  const ending = {
    state: "unknown",
    summary: "Outcome unknown: Tidemark failed during this run. Check the roles before retrying.",
    advice: lookAt(journal.run.steps.map((step) => step.instance)),
  } as const;
  await journal.write(
    { ...ending, endedAt: timestamp(deps.clock()), cancellable: false },
    runEntry(journal.run, ending),
  );
}

/** What the audit says of a run's end. */
export const runEntry = ({ instance }: Run, { state, summary, advice }: Ending): Entry => ({
  kind: "run-ended",
  instance,
  detail: { state, summary, advice },
});

/** Between the promotion and the demotion of the held primary nothing may stop a run. */
const isCancellable = ({ memory }: RunInProgress, { kind, instance }: RunStep): boolean =>
  steps[kind].cancel !== "never" && (kind !== "replicaof" || memory.held?.instance !== instance);

async function skip({ journal }: RunInProgress, step: RunStep, why: string): Promise<void> {
  await journal.writeStep(step.n, { state: "skipped", error: why });
}

/** Whether the step that `release` takes back has, or may have, reached Redis. */
function wasSent(all: readonly RunStep[], ends: StepEnds, release: RunStep, kind: RunStep["kind"]): boolean {
  return all.some((step) => {
    const end = ends.get(step.n);
    return (
      step.kind === kind && step.instance === release.instance && end !== undefined && end.effect !== "none"
    );
  });
}

/** The config of an instance whose role did not change has nothing new to keep. */
function pointless(all: readonly RunStep[], ends: StepEnds, step: RunStep): string | null {
  if (step.kind !== "persist") return null;
  const failedBefore = all.some(
    (one) =>
      one.n < step.n &&
      one.instance === step.instance &&
      (one.kind === "replicaof" || one.kind === "replicaof-no-one") &&
      ends.get(one.n)?.effect !== "applied",
  );
  return failedBefore ? "Its role did not change." : null;
}

/**
 * Whether nothing more may be sent after this end. A sibling that could not be moved does not keep the others where
 * they are, and neither does a priority that could not be set, or a config file that could not be written.
 */
function stops({ plan, memory }: RunInProgress, step: RunStep, end: StepEnd): boolean {
  if (end.state === "unknown") return true;
  if (end.state !== "failed") return false;
  if (["persist", "set-priority", "close-clients"].includes(step.kind)) return false;
  const isSibling =
    plan.action === "promote" && step.instance !== plan.instance && memory.held?.instance !== step.instance;
  return !(step.kind === "replicaof" && isSibling);
}

/** Two primaries must not stay: a promotion whose old primary could not be demoted is taken back. */
async function takeBack(going: RunInProgress, ends: Map<number, StepEnd>, culprit: RunStep): Promise<void> {
  if (culprit.kind !== "replicaof" || going.memory.held?.instance !== culprit.instance) return;
  for (const step of going.journal.run.steps) {
    const row = steps[step.kind];
    if (row.undo === undefined || ends.get(step.n)?.state !== "done") continue;
    const end = await row.undo(contextFor(going, step, row));
    const reverted = end.effect === "reverted";
    if (reverted) ends.set(step.n, end);
    await going.journal.writeStep(step.n, { ...(reverted && { state: end.state }), error: end.error });
  }
}
