import { replicaofCommand } from "@/lib/info/address";
import { LOOK_EVERY_MS, proveByReading, watch } from "./await";
import { HOLD_MARGIN_MS } from "./offset";
import { type Evidence, failed, type StepContext, type StepEnd, type StepRow } from "./row";

async function learn(context: StepContext): Promise<Evidence> {
  const { instance } = context.step;
  const view = (await context.look([instance]))(instance);
  const name = context.nameOf(instance);
  if (view === null) return { says: "unclear", text: `${name} does not answer.` };
  return { says: view.role === "primary" ? "done" : "not-done", text: `${name} says it is a ${view.role}.` };
}

const proveRole = proveByReading(learn);

/**
 * Follows its former upstream again, where that is still there as a primary: two primaries must not stay.
 * It costs a full resync, since a promoted instance has a history of its own.
 */
async function undo(context: StepContext): Promise<StepEnd> {
  const { instance } = context.step;
  const former = context.memory.formerUpstream.get(instance) ?? null;
  const upstream = former === null ? null : context.resolve(former);
  const [name, of] = [context.nameOf(instance), upstream === null ? "" : context.nameOf(upstream)];
  const command = former === null ? null : replicaofCommand(former);
  if (command === null || upstream === null)
    return failed(`${name} stays a primary: whom it followed is not known.`);
  if ((await context.look([upstream]))(upstream)?.role !== "primary")
    return failed(`${name} stays a primary: ${of} is none to go back to.`);
  const outcome = await context.tell(command);
  const back = await watch(context, [instance], context.now() + 20 * LOOK_EVERY_MS, (look) =>
    look(instance)?.role === "replica" ? true : null,
  );
  return back === true
    ? { state: "failed", effect: "reverted", error: `Taken back: ${name} follows ${of} again.` }
    : failed(`${name} could not be made a replica of ${of} again (${outcome.state}).`, "applied");
}

/** `REPLICAOF NO ONE`, proven by the instance's role. */
export const replicaofNoOne: StepRow = {
  releases: null,
  cancel: "never",
  long: false,
  atOnce: true,
  deadlineMs: 2000,
  async prepare(context) {
    const { held } = context.memory;
    if (held?.untilMs != null && held.untilMs - context.now() < HOLD_MARGIN_MS)
      return failed("Too little is left of the write pause to promote within it.");
    const former = (await context.look([context.step.instance]))(context.step.instance)?.following?.upstream;
    if (former !== undefined) context.memory.formerUpstream.set(context.step.instance, former);
    return null;
  },
  async prove(context, sent) {
    const end = await proveRole(context, sent);
    const { held } = context.memory;
    if (end.state === "done" && held !== null)
      await context.patch({ writePausedSeconds: (context.now() - held.sinceMs) / 1000 });
    return end;
  },
  learn,
  undo,
};
