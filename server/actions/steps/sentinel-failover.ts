import type { InstanceId } from "@/lib/group/member";
import { replicaofCommand } from "@/lib/info/address";
import type { Address } from "@/lib/info/view";
import { watch } from "./await";
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
import { nameIn } from "./sentinel-await";
import type { SentinelStage } from "./sentinel-judge";
import { type Ends, endsOf, isNamed, stageNow } from "./sentinel-stage";

/** Clients hang until the old primary lets go, so it is looked at more often than elsewhere. */
const LOOK_MS = 20;
/** What must be left of the pause when the command leaves: Sentinel needs up to 1.3 s, and the old primary is demoted then. */
const NEEDED_MS = 1800;
/** What is kept of the pause: for the demotion of the old primary, or for an end to a failover that came to nothing. */
const MARGIN_MS = 800;
const AFTER_RESET_MS = 500;
/** A replica that is this much later than the target is not waited for. */
const SIBLINGS_MS = 250;
/** A command without a reply may still be on its way. */
const LOST_MS = 1000;
/** Taken up after a restart nothing is held any more: Sentinel is given the time to end what it began. */
const RECOVERY_MS = 15_000;
const DEMOTED_MS = 1000;

/** Whoever Sentinel chooses shall have everything: the others are given a moment, since the target has it already. */
async function prepare(context: StepContext): Promise<StepEnd | null> {
  const { held } = context.memory;
  if (held?.untilMs != null && held.untilMs - context.now() < NEEDED_MS)
    return failed("Too little is left of the write pause for a failover within it.");
  const { old, siblings } = endsOf(context);
  const caughtUp = (look: Look): true | null => {
    const from = look(old);
    const behind = siblings.some((one) => {
      const view = look(one);
      return from !== null && view !== null && view.replid === from.replid && view.offset < from.offset;
    });
    return behind ? null : true;
  };
  await watch(context, [old, ...siblings], context.now() + SIBLINGS_MS, caughtUp);
  return null;
}

/** Watches the Sentinel and the replicas until the target is the primary and clients are sent there. */
async function prove(context: StepContext, sent: Sent): Promise<StepEnd> {
  const ends = endsOf(context);
  const { held, linkedBefore } = context.memory;
  const recovering = linkedBefore === null;
  const heldUntilMs = held?.untilMs ?? sent.atMs + context.failoverTimeoutMs;
  const untilMs = recovering ? context.now() + RECOVERY_MS : heldUntilMs - MARGIN_MS;
  for (;;) {
    const now = await stageNow(context, ends);
    const isLate = context.now() >= untilMs;
    if (now.stage === "moved" || (now.stage === "promoted" && (isLate || recovering)))
      return promoted(context, now.stage);
    // Its address in the Sentinel's own words is what the old primary is told to follow.
    if (now.stage === "elsewhere" && (isNamed(context, now) || isLate))
      return elsewhere(context, ends, now.instance, now.clients);
    if (now.stage === "as-before" && (sent.replied || context.now() - sent.atMs >= LOST_MS))
      return failed(
        sent.replied
          ? `The Sentinel gave its failover up: no replica was promoted. ${whereToLook(context)}`
          : "No reply came, and it was not carried out.",
      );
    if (isLate) return callOff(context, ends);
    context.report({ text: progress(context, ends, now.stage), fraction: null, etaSeconds: null });
    await context.wait(LOOK_MS);
  }
}

/**
 * The pause is about to end, and nobody was promoted. A promotion that came after it would cost all that the old primary
 * takes until then, and Sentinel goes on trying for its failover-timeout, by default 3 min: so it is made to forget the
 * failover. RESET is the one command that does it; the Sentinel finds its replicas and the others again within 10 s.
 * Source: sentinel.c, sentinelResetMaster.
 */
async function callOff(context: StepContext, ends: Ends): Promise<StepEnd> {
  const { state } = await context.tell(["SENTINEL", "RESET", nameIn(context)]);
  const untilMs = context.now() + AFTER_RESET_MS;
  for (;;) {
    const now = await stageNow(context, ends);
    if (now.stage === "promoted" || now.stage === "moved") return promoted(context, now.stage);
    if (now.stage === "elsewhere" && (isNamed(context, now) || context.now() >= untilMs))
      return elsewhere(context, ends, now.instance, now.clients);
    const name = context.nameOf(ends.target);
    if (now.stage === "as-before" && context.now() >= untilMs)
      return failed(
        `Sentinel did not promote ${name} in time: SENTINEL RESET made it forget the failover. ${whereToLook(context)}`,
      );
    if (context.now() >= untilMs)
      return unclear(
        `Sentinel did not promote ${name} in time, and ${state === "replied" ? `${name} does not answer now` : "may still do so"}. ${whereToLook(context)}`,
      );
    await context.wait(LOOK_MS);
  }
}

const whereToLook = ({ step }: StepContext): string => `Look at the log of the Sentinel at ${step.sentinel}.`;

function progress({ nameOf }: StepContext, { target }: Ends, stage: SentinelStage["stage"]): string {
  return stage === "promoted"
    ? `${nameOf(target)} is the primary; clients are not sent there yet`
    : `Sentinel promotes ${nameOf(target)}`;
}

async function promoted(context: StepContext, stage: "moved" | "promoted"): Promise<StepEnd> {
  const { held } = context.memory;
  if (held !== null && held.untilMs !== null)
    await context.patch({ writePausedSeconds: (context.now() - held.sinceMs) / 1000 });
  return done(stage === "moved" ? null : "The Sentinel has not told clients yet.");
}

/**
 * Sentinel chose another replica than it was to. The old primary follows that one, as Sentinel will have it too, before
 * its writes are let go: they would be lost.
 */
async function elsewhere(
  context: StepContext,
  { old, target }: Ends,
  other: InstanceId,
  address: Address | null,
): Promise<StepEnd> {
  const [name, wanted] = [context.nameOf(other), context.nameOf(target)];
  const cause = `Sentinel made ${name} the primary instead of ${wanted}.`;
  const command = address === null ? null : replicaofCommand(address);
  if (address === null || command === null || context.resolve(address) !== other)
    return unclear(`${cause} Where it sends clients is not known.`);
  await context.tellInstance(command);
  const obeyed = await watch(context, [old], context.now() + DEMOTED_MS, (look) =>
    look(old)?.role === "replica" ? true : null,
  );
  return obeyed === true
    ? failed(`${cause} ${context.nameOf(old)} follows it, and nothing is lost.`, "applied")
    : unclear(`${cause} ${context.nameOf(old)} could not be made to follow it.`);
}

async function learn(context: StepContext): Promise<Evidence> {
  const { target } = endsOf(context);
  const view = (await context.look([target]))(target);
  const name = context.nameOf(target);
  if (view === null) return { says: "unclear", text: `${name} does not answer.` };
  return { says: view.role === "primary" ? "done" : "not-done", text: `${name} says it is a ${view.role}.` };
}

function refused(message: string): StepEnd | "prove" | null {
  // One has begun by itself, and it chooses by the same priorities: it is watched like our own.
  if (message.startsWith("INPROG")) return "prove";
  if (message.startsWith("NOGOODSLAVE"))
    return failed(
      "No replica suits Sentinel (NOGOODSLAVE): none is linked, read lately, and of a priority above 0.",
    );
  if (/No such master/i.test(message))
    return failed("The Sentinel watches no primary by that name any more. Read the group again.");
  return null;
}

/** `SENTINEL FAILOVER name`, sent to the step's Sentinel while the old primary's writes are held. */
export const sentinelFailover: StepRow = {
  releases: null,
  cancel: "never",
  long: false,
  deadlineMs: 1000,
  prepare,
  refused,
  prove,
  learn,
};
