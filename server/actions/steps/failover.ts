import type { InstanceId } from "@/lib/group/member";
import { watch } from "./await";
import { aimAtAck } from "./failover-aim";
import { type FailoverStage, judgeFailover } from "./failover-judge";
import {
  done,
  type Evidence,
  failed,
  type Look,
  type Sent,
  type StepContext,
  type StepEnd,
  type StepRow,
  unclear,
} from "./row";

/** FAILOVER's own TIMEOUT bounds the wait for the target's ACK alone; what comes after it gets this long. */
const SECOND_PHASE_MS = 1000;
const AFTER_ABORT_MS = 3000;

interface Ends {
  readonly old: InstanceId;
  readonly target: InstanceId;
}

const endsOf = ({ step }: StepContext): Ends => ({ old: step.instance, target: step.peer ?? step.instance });

const stageBy =
  (context: StepContext, { old, target }: Ends) =>
  (look: Look): FailoverStage =>
    judgeFailover(look(old), look(target), target, context.resolve);

const isOver = (stage: FailoverStage): boolean =>
  stage === "swapped" || stage === "as-before" || stage === "two-primaries";

function timeoutMs(context: StepContext): number {
  const words = context.step.command ?? [];
  const given = Number(words[words.findIndex((word) => word.toUpperCase() === "TIMEOUT") + 1]);
  return Number.isFinite(given) && given > 0 ? given : context.failoverTimeoutMs;
}

/**
 * Watches both ends until they have swapped roles. Redis bounds only the wait for the target's ACK by TIMEOUT: once
 * the old primary has stepped down nothing ends the wait for a target that is gone, and nobody takes writes. So our
 * own ABORT follows at TIMEOUT + 1 s, or at once when the run is cancelled.
 * Source: replication.c, updateFailoverStatus, failoverCommand.
 */
async function prove(context: StepContext, sent: Sent): Promise<StepEnd> {
  const ends = endsOf(context);
  const stageOf = stageBy(context, ends);
  const replid = context.member(ends.old)?.lastReached?.view.replid ?? null;
  const abortAtMs = sent.atMs + timeoutMs(context) + SECOND_PHASE_MS;
  const stage = await watch(context, [ends.old, ends.target], abortAtMs, (look) => {
    const now = stageOf(look);
    context.report({ text: progressText(context, ends, now), fraction: null, etaSeconds: null });
    // Without a reply the command may still be on its way, so "nothing happens" is believed only at the end.
    if (now === "as-before" && !sent.replied && !context.cancelled() && context.now() < abortAtMs)
      return null;
    return isOver(now) || context.cancelled() ? now : null;
  });
  if (stage !== null && isOver(stage))
    return conclude(context, ends, stage, sent, selfEnded(context, ends, sent));
  const cause = context.cancelled()
    ? "Cancelled: FAILOVER ABORT was sent."
    : `${context.nameOf(ends.target)} did not take over within ${timeoutMs(context) + SECOND_PHASE_MS} ms: FAILOVER ABORT was sent.`;
  return abort(context, ends, sent, cause, replid);
}

async function abort(
  context: StepContext,
  ends: Ends,
  sent: Sent,
  cause: string,
  replid: string | null,
): Promise<StepEnd> {
  const outcome = await context.tell(["FAILOVER", "ABORT"]);
  const stageOf = stageBy(context, ends);
  let replidAfter: string | null = null;
  const seen: { last: FailoverStage } = { last: "unreadable" };
  const stage = await watch(context, [ends.old, ends.target], context.now() + AFTER_ABORT_MS, (look) => {
    replidAfter = look(ends.old)?.replid ?? null;
    seen.last = stageOf(look);
    return isOver(seen.last) ? seen.last : null;
  });
  const [old, target] = [context.nameOf(ends.old), context.nameOf(ends.target)];
  if (stage === null && seen.last === "taken-over")
    return done(`${old} does not answer; ${target} is the primary.`);
  if (stage === null)
    return unclear(
      `${cause} ${old} has not become a writable primary again (${outcome.state}), so nobody may be taking writes. Look at ${old} and ${target}.`,
    );
  const reverted = stage === "as-before" && replid !== null && replidAfter !== replid;
  const end = await conclude(context, ends, stage, sent, `${cause} ${old} is the writable primary again.`);
  return reverted ? { ...end, effect: "reverted" } : end;
}

/** Why Redis gave up by itself. */
function selfEnded(context: StepContext, ends: Ends, sent: Sent): string {
  const [old, target] = [context.nameOf(ends.old), context.nameOf(ends.target)];
  if (!sent.replied) return `No reply came; ${old} is still the primary and no failover is under way.`;
  return context.now() - sent.atMs >= timeoutMs(context)
    ? `${target} did not acknowledge all writes within ${timeoutMs(context)} ms, so Redis gave up. ${old} is the writable primary.`
    : `${target} did not take over, so Redis gave up. ${old} is the writable primary.`;
}

async function conclude(
  context: StepContext,
  ends: Ends,
  stage: FailoverStage,
  sent: Sent,
  cause: string,
): Promise<StepEnd> {
  await context.patch({ writePausedSeconds: (context.now() - sent.atMs) / 1000 });
  if (stage === "swapped") return done();
  if (stage === "as-before") return failed(cause);
  return failed(
    `${context.nameOf(ends.old)} and ${context.nameOf(ends.target)} are both primaries now: the ABORT came after ${context.nameOf(ends.target)} had been told to take over.`,
    "applied",
  );
}

function progressText(context: StepContext, ends: Ends, stage: FailoverStage): string {
  const [old, target] = [context.nameOf(ends.old), context.nameOf(ends.target)];
  const texts: Record<FailoverStage, string> = {
    "waiting-for-sync": `Writes wait; ${target} has yet to acknowledge the last ones`,
    "in-progress": `${old} has stepped down; ${target} is to take over`,
    swapped: `${target} is the primary`,
    "taken-over": `${target} is the primary; ${old} does not answer`,
    "as-before": `${old} is the primary`,
    "two-primaries": `${old} and ${target} are both primaries`,
    unreadable: `${old} does not answer`,
  };
  return texts[stage];
}

async function learn(context: StepContext): Promise<Evidence> {
  const ends = endsOf(context);
  const stage = stageBy(context, ends)(await context.look([ends.old, ends.target]));
  const says = stage === "swapped" ? "done" : stage === "as-before" ? "not-done" : "unclear";
  return { says, text: `${progressText(context, ends, stage)}.` };
}

/** `FAILOVER TO host port TIMEOUT ms`: OK only says that it began. */
export const failover: StepRow = {
  releases: null,
  cancel: "aborts",
  long: false,
  deadlineMs: 1000,
  aim: aimAtAck,
  prove,
  learn,
};
