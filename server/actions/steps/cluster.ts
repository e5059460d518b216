import type { InstanceId } from "@/lib/group/member";
import { watch } from "./await";
import { judgeFailover } from "./failover-judge";
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

/** A primary gives a hand-over up after 5 s (CLUSTER_MF_TIMEOUT); a forced one needs the votes of the other primaries. */
const HAND_OVER_MS = 6000;

const endsOf = ({ step }: StepContext): { target: InstanceId; old: InstanceId | null } => ({
  target: step.instance,
  old: step.peer,
});

const isForced = ({ step }: StepContext): boolean => step.command?.includes("FORCE") === true;

/** Watches both until they have swapped roles; forced, until the replica is a primary. */
async function prove(context: StepContext, sent: Sent): Promise<StepEnd> {
  const { target, old } = endsOf(context);
  const seen = old === null ? [target] : [old, target];
  let silent = false;
  const swapped = await watch(context, seen, context.now() + HAND_OVER_MS, (look) => {
    const [from, to] = [old === null ? null : look(old), look(target)];
    silent = to === null;
    if (to?.role !== "primary") return null;
    if (isForced(context)) return true;
    const stage = judgeFailover(from, to, target, context.resolve);
    return stage === "swapped" || stage === "taken-over" ? true : null;
  });
  if (swapped === true)
    return done(sent.replied ? null : "No reply came; the instances show that it was carried out.");
  const name = context.nameOf(target);
  if (silent) return unclear(`${name} does not answer, so nothing shows whether it has taken over.`);
  const { says } = await learn(context);
  return says === "done"
    ? failed(`${name} is a primary, and the old one has not stepped down.`, "applied")
    : failed(
        `The cluster did not hand over to ${name} within ${HAND_OVER_MS / 1000} s. Look at the log of ${name}.`,
      );
}

async function learn(context: StepContext): Promise<Evidence> {
  const { target } = endsOf(context);
  const view = (await context.look([target]))(target);
  const name = context.nameOf(target);
  if (view === null) return { says: "unclear", text: `${name} does not answer.` };
  return { says: view.role === "primary" ? "done" : "not-done", text: `${name} says it is a ${view.role}.` };
}

/** `CLUSTER FAILOVER [FORCE]`, sent to the replica. Source: cluster_legacy.c, clusterHandleManualFailover. */
export const clusterFailover: StepRow = {
  releases: null,
  cancel: "never",
  long: false,
  deadlineMs: 2000,
  prove,
  learn,
};
