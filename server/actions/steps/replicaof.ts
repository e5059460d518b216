import type { Action } from "@/lib/contract";
import { LOOK_EVERY_MS } from "./await";
import { whyNotFed } from "./fed";
import { linkStand } from "./link-stand";
import { watchLink } from "./link-watch";
import {
  done,
  type Evidence,
  failed,
  type Sent,
  type StepContext,
  type StepEnd,
  type StepRow,
  unclear,
} from "./row";

/** An order that was not carried out by then, with no reply, is taken as lost. */
const OBEY_MS = 3000;

/**
 * Waits until the replica's link to its new upstream is up. A full copy may take hours: there is no total time-out
 * while it makes progress. Where the old primary's writes are held back the wait is for its new role alone, and the
 * link is left to the verification: every moment here is one without writes.
 */
async function prove(context: StepContext, sent: Sent): Promise<StepEnd> {
  const { instance, peer } = context.step;
  if (peer === null) return failed("The step names no upstream.");
  const holds = context.memory.held?.instance === instance;
  const link = watchLink(context, instance, peer);
  const obeyByMs = context.now() + OBEY_MS;
  for (;;) {
    const look = await context.look([instance, peer]);
    const stand = linkStand(context, look, instance, peer);
    const said = sent.replied ? null : "No reply came; the instance shows that it was carried out.";
    if (stand === "up" || (holds && (stand === "coming" || stand === "copied"))) return done(said);
    const name = context.nameOf(instance);
    if (stand === "elsewhere" && context.now() >= obeyByMs)
      return sent.replied
        ? failed(`Redis answered OK, but ${name} does not follow ${context.nameOf(peer)}.`)
        : failed(
            `No reply came, and it was not carried out: ${name} does not follow ${context.nameOf(peer)}.`,
          );
    if (stand === "unreadable" && context.now() >= obeyByMs && (!sent.replied || holds))
      return unclear(`${name} does not answer, so nothing shows whether it was carried out.`);
    if (context.cancelled())
      return failed(`Cancelled: the wait for the link ended. ${name} goes on connecting.`, "applied");
    const gaveUp = link.judge(look);
    if (gaveUp !== null)
      return failed(
        `${gaveUp}, for 30 s now. INFO does not say why: look at the log of ${name} (name resolution, masterauth, network).`,
        "applied",
      );
    await context.wait(LOOK_EVERY_MS);
  }
}

const cascades: ReadonlySet<Action> = new Set(["relieve", "flatten", "rearrange"]);

/** A cascade has the time to make sure that a move that was to continue does. */
async function prepare(context: StepContext): Promise<StepEnd | null> {
  const { step, plan } = context;
  const effect = plan.effects.find(({ link }) => link.replica === step.instance);
  if (!cascades.has(plan.action) || effect?.resync !== "partial" || step.peer === null) return null;
  const why = await whyNotFed(context, step.instance, step.peer);
  return why === null ? null : failed(why);
}

async function learn(context: StepContext): Promise<Evidence> {
  const { instance, peer } = context.step;
  if (peer === null) return { says: "unclear", text: "the step names no upstream." };
  const stand = linkStand(context, await context.look([instance, peer]), instance, peer);
  const [name, of] = [context.nameOf(instance), context.nameOf(peer)];
  if (stand === "unreadable") return { says: "unclear", text: `${name} does not answer.` };
  return stand === "elsewhere"
    ? { says: "not-done", text: `${name} does not follow ${of}.` }
    : { says: "done", text: `${name} follows ${of}.` };
}

/** `REPLICAOF host port`, proven by the link being up to that very upstream. */
export const replicaof: StepRow = {
  releases: null,
  cancel: "stops-waiting",
  long: true,
  atOnce: true,
  deadlineMs: 2000,
  prepare,
  prove,
  learn,
};
