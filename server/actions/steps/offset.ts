import { formatBytes } from "@/lib/format";
import { watch } from "./await";
import { done, failed, type Look, type StepContext, type StepEnd, type StepRow } from "./row";

/** What must be left of a pause when the promotion is sent: the old primary has to be demoted within it. */
export const HOLD_MARGIN_MS = 1500;

/** Every moment of this wait is one without writes: so often both are looked at. */
const LOOK_HELD_MS = 5;

/** The instance's writes are held, so its offset stands still: waits until the target has applied all of it. */
async function prove(context: StepContext): Promise<StepEnd> {
  const { held } = context.memory;
  const { instance, peer } = context.step;
  const [source, target] = held?.instance === peer ? [peer, instance] : [instance, peer];
  if (target === null) return failed("The step names no instance to wait for.");
  const untilMs = Math.min(
    context.now() + context.failoverTimeoutMs,
    (held?.untilMs ?? Number.POSITIVE_INFINITY) - HOLD_MARGIN_MS,
  );
  let behindBytes: number | null = null;
  const judge = (look: Look): StepEnd | null => {
    if (context.cancelled()) return failed("Cancelled while waiting.");
    const [from, to] = [look(source), look(target)];
    if (from === null || to === null) return null;
    if (from.role !== "primary") return failed(`${context.nameOf(source)} is no longer the primary.`);
    if (from.replid !== to.replid) return failed(`${context.nameOf(target)} is on another history.`);
    behindBytes = Math.max(0, from.offset - to.offset);
    context.report({
      text: `${formatBytes(behindBytes)} to go`,
      fraction: null,
      etaSeconds: null,
    });
    return behindBytes === 0 ? done() : null;
  };
  const end = await watch(context, [source, target], untilMs, judge, LOOK_HELD_MS);
  const name = context.nameOf(target);
  return (
    end ??
    failed(
      behindBytes === null
        ? `${name} could not be read in time.`
        : `${name} was still ${formatBytes(behindBytes)} behind when the time was up.`,
    )
  );
}

export const awaitOffset: StepRow = {
  releases: null,
  cancel: "stops-waiting",
  long: false,
  deadlineMs: 0,
  prove,
  learn: async () => ({ says: "unclear", text: "waiting leaves no trace." }),
};
