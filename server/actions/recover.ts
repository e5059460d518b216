import type { RunStep } from "@/lib/contract";
import { contextFor, endedEntry, type RunInProgress } from "./context";
import { timestamp } from "./deps";
import { endRun } from "./execute";
import { performStep } from "./perform";
import { LOOK_EVERY_MS } from "./steps/await";
import {
  type Evidence,
  failed,
  type StepContext,
  type StepEnd,
  type StepRow,
  skipped,
  unclear,
} from "./steps/row";
import { steps } from "./steps/table";

/** A command of a process that is gone shows by then. Milliseconds. */
const SOON_MS = 500;

const STOPPED = "Tidemark was stopped before this step was sent.";

/**
 * Ends a run that a stopped process left behind, by what the instances say now. Nothing that moves a role is sent
 * anew: what had left is learned of by reading, what had not left stays undone and is named in the advice. Sent are
 * only the releases of whatever was held, the end of a failover that is still under way, and the demotion without
 * which a release would leave two writable primaries.
 */
export async function recoverRun(going: RunInProgress): Promise<void> {
  const { journal, plan, deps } = going;
  deps.log.info({ run: journal.run.id, action: plan.action }, "Taking up a run that was left behind");
  await deps.fleet.refresh(plan.group);
  const ends = new Map<number, StepEnd>();
  for (const step of journal.run.steps) {
    const end = await endOf(going, step);
    if (end !== null) ends.set(step.n, end);
  }
  await demoteHeld(going, ends);
  await releaseHeld(going, ends);
  await verifyIfComplete(going, ends);
  for (const step of journal.run.steps) {
    if (step.state !== "pending") continue;
    const row = steps[step.kind];
    await row.closed?.(contextFor(going, step, row), failed(STOPPED));
    await journal.writeStep(step.n, { state: "skipped", error: STOPPED });
  }
  await endRun(going, ends);
}

/** How a step of the journal ended; null: it was never begun, or is a release that may be sent again. */
async function endOf(going: RunInProgress, step: RunStep): Promise<StepEnd | null> {
  const row = steps[step.kind];
  switch (step.state) {
    case "pending":
      return null;
    case "done":
      return { state: "done", effect: "applied", error: null };
    case "skipped":
      return skipped(step.error ?? "");
    case "unknown":
      return unclear(step.error ?? "");
    case "failed": {
      const stands = (await row.learn(contextFor(going, step, row))).says === "done";
      return failed(step.error ?? "", stands ? "applied" : "none");
    }
    case "running":
      return row.releases !== null ? null : learnOfSent(going, step);
  }
}

/** A step that was begun: its command may or may not have left. */
async function learnOfSent(going: RunInProgress, step: RunStep): Promise<StepEnd> {
  const row = steps[step.kind];
  const context = contextFor(going, step, row);
  holdAgain(going, step);
  const end = await proofOfSent(going, context, row);
  await row.closed?.(context, end);
  await going.journal.writeStep(
    step.n,
    {
      state: end.state,
      endedAt: timestamp(going.deps.clock()),
      progress: null,
      error: end.state === "done" ? null : end.error,
    },
    endedEntry(step, end),
  );
  return end;
}

async function proofOfSent(going: RunInProgress, context: StepContext, row: StepRow): Promise<StepEnd> {
  const { command, startedAt, reply } = context.step;
  if (command === null) return (await row.left?.(context)) ?? failed("Tidemark was stopped while it waited.");
  const evidence = row.atOnce === true ? await learnSoon(context, row) : null;
  if (evidence?.says === "not-done") return failed(`Not carried out: ${evidence.text}`);
  const atMs = startedAt === null ? going.deps.clock() : Date.parse(startedAt);
  return row.prove(context, { atMs, replied: reply !== null });
}

/**
 * Who sent it is gone, so it has arrived by now or never left: to wait as long as for a command on its way would be so much
 * longer without writes, where they are held back.
 */
async function learnSoon(context: StepContext, row: StepRow): Promise<Evidence> {
  const untilMs = context.now() + SOON_MS;
  for (;;) {
    const evidence = await row.learn(context);
    if (evidence.says === "done" || context.now() >= untilMs) return evidence;
    await context.wait(LOOK_EVERY_MS);
  }
}

/** The memory of a hold, as it was before the process stopped. */
function holdAgain(going: RunInProgress, step: RunStep): void {
  if (step.kind !== "pause-writes" && step.kind !== "fence-writes") return;
  going.memory.held = {
    instance: step.instance,
    sinceMs: step.startedAt === null ? going.deps.clock() : Date.parse(step.startedAt),
    untilMs: null,
  };
}

/**
 * The target was promoted and the old primary, its writes still held, was not yet told: a release alone would leave
 * two writable primaries. Where the old one has taken nothing since, its demotion loses nothing and is sent. Sentinel
 * would demote it in any case, some 10 s later: there it is sent at once, and what is lost by it is told.
 */
async function demoteHeld(going: RunInProgress, ends: Map<number, StepEnd>): Promise<void> {
  const { journal } = going;
  const all = journal.run.steps;
  const promotion = all.find(
    (step) =>
      (step.kind === "replicaof-no-one" || step.kind === "sentinel-failover") &&
      ends.get(step.n)?.state === "done",
  );
  const hold = all.find(
    (step) =>
      (step.kind === "pause-writes" || step.kind === "fence-writes") && ends.get(step.n)?.effect !== "none",
  );
  if (promotion === undefined || hold === undefined || !ends.has(hold.n)) return;
  const demotion = all.find(
    (step) =>
      step.kind === "replicaof" &&
      step.instance === hold.instance &&
      (ends.get(step.n)?.effect ?? "none") === "none",
  );
  if (demotion === undefined) return;
  const view = (id: string) => going.eyes.member(id)?.reading;
  const bySentinel = promotion.kind === "sentinel-failover";
  const promoted = bySentinel ? (promotion.peer ?? promotion.instance) : promotion.instance;
  const [old, target] = [view(hold.instance), view(promoted)];
  const untouched =
    old?.state === "reached" &&
    target?.state === "reached" &&
    old.view.role === "primary" &&
    old.view.replid === target.view.previousReplid &&
    target.view.previousReplidUntil !== null &&
    old.view.offset < target.view.previousReplidUntil;
  // Sentinel may have changed the primary again since: then whom the old one follows is its business.
  const stands = target?.state === "reached" && target.view.role === "primary";
  if (!untouched && !(bySentinel && stands)) return;
  holdAgain(going, hold);
  const end = await performStep(going, demotion);
  const foundWritable = old?.state === "reached" && old.view.role === "primary";
  if (untouched || !foundWritable || end.state !== "done") return void ends.set(demotion.n, end);
  const error = "It took writes after the pause had ended: Sentinel's failover drops them.";
  ends.set(demotion.n, failed(error, "applied"));
  await journal.writeStep(demotion.n, { state: "failed", error });
}

/** Sends the release of everything that was, or may have been, held. Releasing twice does no harm. */
async function releaseHeld(going: RunInProgress, ends: Map<number, StepEnd>): Promise<void> {
  for (const step of going.journal.run.steps) {
    const kind = steps[step.kind].releases;
    if (kind === null || ends.has(step.n)) continue;
    const held = going.journal.run.steps.some((one) => {
      const end = ends.get(one.n);
      return (
        one.kind === kind && one.instance === step.instance && end !== undefined && end.effect !== "none"
      );
    });
    if (held) ends.set(step.n, await performStep(going, step));
  }
}

/** Reads the end state where every step that moves something was done. */
async function verifyIfComplete(going: RunInProgress, ends: Map<number, StepEnd>): Promise<void> {
  for (const step of going.journal.run.steps) {
    const before = going.journal.run.steps.filter(
      (one) => one.n < step.n && steps[one.kind].releases === null,
    );
    const complete = before.every(
      (one) => ends.get(one.n)?.state === "done" || ends.get(one.n)?.state === "skipped",
    );
    if (step.kind === "verify" && complete) ends.set(step.n, await performStep(going, step));
  }
}
