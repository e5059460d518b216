import { watch } from "./await";
import { aimAtAck } from "./failover-aim";
import { type FailoverStage, judgeFailover } from "./failover-judge";
import { abortAfterMs } from "./failover-tries";
import { type Ends, statedMs, type Try, timeoutIn, tryAgain } from "./failover-try";
import { counted, type EndNames, stageText } from "./failover-words";
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

/** How often both ends are looked at until then, and after that as usual. */
const LOOK_SOON_MS = 10;
const SOON_MS = 250;
const AFTER_ABORT_MS = 3000;

const endsOf = ({ step }: StepContext): Ends => ({ old: step.instance, target: step.peer ?? step.instance });

const namesOf = ({ nameOf }: StepContext, { old, target }: Ends): EndNames => ({
  old: nameOf(old),
  target: nameOf(target),
});

const stageBy =
  (context: StepContext, { old, target }: Ends) =>
  (look: Look): FailoverStage =>
    judgeFailover(look(old), look(target), target, context.resolve);

const isOver = (stage: FailoverStage): boolean =>
  stage === "swapped" || stage === "as-before" || stage === "two-primaries";

const aim = async (context: StepContext): Promise<StepEnd | null> => {
  const aimed = await aimAtAck(context);
  context.memory.tries = { misses: 0, pausedMs: 0, sawAck: aimed === "aimed" };
  return aimed === "cancelled" ? failed("Cancelled before anything was sent.") : null;
};

/**
 * Watches both ends until they have swapped roles. A try that misses the target's ACK costs some 110 ms and is
 * repeated, as long as the pauses together stay within the stated one.
 */
async function prove(context: StepContext, sent: Sent): Promise<StepEnd> {
  const ends = endsOf(context);
  const words = context.step.command ?? [];
  let going: Try = {
    ...sent,
    words,
    timeoutMs: timeoutIn(words) ?? statedMs(context),
    pausedBeforeMs: 0,
    n: 1,
    replid: context.member(ends.old)?.lastReached?.view.replid ?? null,
  };
  for (;;) {
    const ended = await proveTry(context, ends, going);
    if (!("missed" in ended)) return ended;
    const next = await tryAgain(context, ends, going, ended.missed);
    if (!("words" in next)) return next;
    going = next;
  }
}

/**
 * Redis bounds only the wait for the target's ACK by TIMEOUT: once the old primary has stepped down nothing ends the
 * wait for a target that is gone, and nobody takes writes. So our own ABORT follows when the stated pause is
 * used up, or at once when the run is cancelled. Source: replication.c, updateFailoverStatus, failoverCommand.
 */
async function proveTry(
  context: StepContext,
  ends: Ends,
  going: Try,
): Promise<StepEnd | { readonly missed: StepEnd }> {
  const stageOf = stageBy(context, ends);
  const boundMs = abortAfterMs(going.timeoutMs, statedMs(context), going.pausedBeforeMs);
  const abortAtMs = going.atMs + boundMs;
  let replid: string | null = null;
  const judge = (look: Look): FailoverStage | null => {
    const now = stageOf(look);
    replid = look(ends.old)?.replid ?? null;
    context.report({ text: stageText(namesOf(context, ends), now), fraction: null, etaSeconds: null });
    // Without a reply the command may still be on its way, so "nothing happens" is believed only at the end.
    if (now === "as-before" && !going.replied && !context.cancelled() && context.now() < abortAtMs)
      return null;
    return isOver(now) || context.cancelled() ? now : null;
  };
  // Most are over within milliseconds, and their pause is measured by these looks.
  const soon = await watch(context, [ends.old, ends.target], going.atMs + SOON_MS, judge, LOOK_SOON_MS);
  const stage = soon ?? (await watch(context, [ends.old, ends.target], abortAtMs, judge));
  if (stage !== null && isOver(stage)) {
    const end = await conclude(context, ends, stage, going, selfEnded(context, ends, going));
    if (stage !== "as-before") return end;
    // Redis draws a new id when a primary that had stepped down comes back: that was no miss.
    if (going.replid !== null && replid !== going.replid) return { ...end, effect: "reverted" };
    return going.replied && !context.cancelled() ? { missed: end } : end;
  }
  const cause = context.cancelled()
    ? "Cancelled: FAILOVER ABORT was sent."
    : `${context.nameOf(ends.target)} did not take over within ${Math.round(boundMs)} ms: FAILOVER ABORT was sent.`;
  return abort(context, ends, going, cause);
}

async function abort(context: StepContext, ends: Ends, going: Try, cause: string): Promise<StepEnd> {
  const { replid } = going;
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
  const end = await conclude(context, ends, stage, going, `${cause} ${old} is the writable primary again.`);
  return reverted ? { ...end, effect: "reverted" } : end;
}

/** Why Redis gave up by itself. */
function selfEnded(context: StepContext, ends: Ends, going: Try): string {
  const [old, target] = [context.nameOf(ends.old), context.nameOf(ends.target)];
  if (!going.replied) return `No reply came; ${old} is still the primary and no failover is under way.`;
  const paused = pausedMs(context, going);
  const tries = going.n === 1 ? "" : ` in ${counted(going.n)}`;
  return context.now() - going.atMs >= going.timeoutMs
    ? `${target} did not acknowledge all writes within ${Math.round(paused)} ms${tries}, so Redis gave up. ${old} is the writable primary.`
    : `${target} did not take over${tries}, so Redis gave up. ${old} is the writable primary.`;
}

/** How long writes were paused by now, over all tries. */
const pausedMs = (context: StepContext, { atMs, pausedBeforeMs }: Try): number =>
  pausedBeforeMs + context.now() - atMs;

async function conclude(
  context: StepContext,
  ends: Ends,
  stage: FailoverStage,
  going: Try,
  cause: string,
): Promise<StepEnd> {
  const paused = pausedMs(context, going);
  await context.patch({ writePausedSeconds: paused / 1000 });
  if (stage === "swapped")
    return done(
      going.n === 1
        ? null
        : `OK at try ${going.n}; writes paused for ${Math.round(paused)} ms in all, ${Math.round(going.pausedBeforeMs)} ms of it by ${counted(going.n - 1)} that missed the ACK.`,
    );
  if (stage === "as-before") return failed(cause);
  return failed(
    `${context.nameOf(ends.old)} and ${context.nameOf(ends.target)} are both primaries now: the ABORT came after ${context.nameOf(ends.target)} had been told to take over.`,
    "applied",
  );
}

async function learn(context: StepContext): Promise<Evidence> {
  const ends = endsOf(context);
  const stage = stageBy(context, ends)(await context.look([ends.old, ends.target]));
  const says = stage === "swapped" ? "done" : stage === "as-before" ? "not-done" : "unclear";
  return { says, text: `${stageText(namesOf(context, ends), stage)}.` };
}

/** `FAILOVER TO host port TIMEOUT ms`: OK only says that it began. A try that misses is repeated, at other ACKs. */
export const failover: StepRow = {
  releases: null,
  cancel: "aborts",
  long: false,
  deadlineMs: 1000,
  aim,
  prove,
  learn,
};
