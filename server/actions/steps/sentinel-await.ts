import type { InstanceId } from "@/lib/group/member";
import { readSentinelReplicas, type SentinelReplica } from "@/lib/info/sentinel-replicas";
import { LOOK_EVERY_MS } from "./await";
import { done, failed, type StepContext, type StepEnd, type StepRow } from "./row";

/** Sentinel reads INFO each 10 s (sentinel.c, sentinel_info_period). */
const PATIENCE_MS = 15_000;
/**
 * So old is what the Sentinel last read of the target when the step ends. From its command on it reads each second, and it
 * takes the target for promoted when it reads so: of the second, the time until the writes are held and the target is
 * promoted shall have passed, and little more. Some 0.1 and 0.2 to 0.3 s were measured.
 */
const AIM_MS = 550;

/** What of a step's context the wait uses. */
export type AwaitContext = Pick<
  StepContext,
  "plan" | "step" | "report" | "now" | "wait" | "askSentinel" | "resolve" | "nameOf" | "cancelled"
>;

/** The name by which the Sentinel knows the primary: as the plan's own command says it. */
export const nameIn = ({ plan }: Pick<StepContext, "plan">): string =>
  plan.steps.find(({ kind }) => kind === "sentinel-failover")?.command?.[2] ?? "";

/** The priorities that the run has set, by instance. */
function wantedBy({ plan }: AwaitContext): Map<InstanceId, number> {
  const steps = plan.steps.filter(({ kind }) => kind === "prefer-replica");
  return new Map(steps.map(({ instance, command }) => [instance, Number(command?.[3])]));
}

async function linesOf(context: AwaitContext): Promise<Map<InstanceId, SentinelReplica>> {
  const { sentinel } = context.step;
  const words = ["SENTINEL", "REPLICAS", nameIn(context)];
  const reply = sentinel === null ? undefined : await context.askSentinel(sentinel, words);
  const lines = readSentinelReplicas(reply) ?? [];
  return new Map(
    lines.flatMap((line) => {
      const id = context.resolve(line.address);
      return id === null ? [] : [[id, line] as const];
    }),
  );
}

/**
 * Waits until the step's Sentinel has read the priorities that make it choose the target, and then until its next reading
 * will come just after the promotion: so long are writes held.
 */
export async function untilRead(context: AwaitContext): Promise<StepEnd> {
  const { instance } = context.step;
  const wanted = wantedBy(context);
  const untilMs = context.now() + PATIENCE_MS;
  for (;;) {
    if (context.cancelled()) return failed(CANCELLED);
    const lines = await linesOf(context);
    const ageMs = lines.get(instance)?.infoAgeMs ?? null;
    const unread = [...wanted].find(([id, priority]) => lines.get(id)?.priority !== priority)?.[0];
    const isRead = unread === undefined && ageMs !== null;
    if (isRead && ageMs < AIM_MS) {
      await context.wait(AIM_MS - ageMs);
      return context.cancelled() ? failed(CANCELLED) : done();
    }
    if (context.now() >= untilMs)
      return isRead ? done() : failed(tooLate(context, lines, unread ?? instance));
    const text = isRead
      ? "Waiting for the shortest write pause"
      : "Waiting for Sentinel to read the priority";
    context.report({ text, fraction: null, etaSeconds: null });
    await context.wait(LOOK_EVERY_MS);
  }
}

const CANCELLED = "Cancelled before writes were held.";

function tooLate(
  { step, nameOf }: AwaitContext,
  lines: ReadonlyMap<InstanceId, SentinelReplica>,
  id: InstanceId,
): string {
  const seen = lines.get(id)?.priority ?? null;
  return seen === null
    ? `The Sentinel at ${step.sentinel} does not list ${nameOf(id)}.`
    : `The Sentinel at ${step.sentinel} still reads priority ${seen} of ${nameOf(id)} after ${PATIENCE_MS / 1000} s.`;
}

export const awaitSentinel: StepRow = {
  releases: null,
  cancel: "stops-waiting",
  long: false,
  deadlineMs: 0,
  prove: untilRead,
  learn: async () => ({ says: "unclear", text: "waiting leaves no trace." }),
};
