import type { InstanceId } from "@/lib/group/member";
import { untilChildGone } from "@/server/backup/child-gone";
import { LOOK_EVERY_MS } from "./await";
import { done, type Evidence, failed, type Look, type StepContext, type StepEnd, type StepRow } from "./row";
import { servedBetween } from "./sync-counts";
import { judgeOutcome, offsetsBehind, rootOf, type VerifyInput } from "./verify-judge";
import { askSentinels } from "./verify-sentinels";

const PATIENCE_MS = 10_000;
/** Sentinel moves replicas one after the other, and gives up at its own failover-timeout, by default 3 min. */
const SENTINELS_MS = 200_000;

/** Links this run moved, and those it touched that were up when it began: these must be up at its end. */
function linkedIn({ plan, memory, run }: StepContext): Set<InstanceId> {
  const moved = run()
    .steps.filter(
      (step) => step.state === "done" && ["replicaof", "failover", "cluster-replicate"].includes(step.kind),
    )
    .map((step) => step.instance);
  const touched = plan.effects
    .map((effect) => effect.link.replica)
    .filter((id) => memory.linkedBefore?.has(id) ?? true);
  const wanted = new Set([...moved, ...touched]);
  const replicas = plan.after.filter((one) => one.upstream !== null && one.role === "replica");
  return new Set(replicas.map((one) => one.instance).filter((id) => wanted.has(id)));
}

function inputOf(context: StepContext, look: Look, linked: ReadonlySet<InstanceId>): VerifyInput {
  const { plan, resolve, nameOf } = context;
  // A backup, taken or restored, changes no role and no link: its instance alone must answer.
  const after =
    plan.action === "backup" || plan.action === "restore"
      ? plan.after.filter((one) => one.instance === plan.instance)
      : plan.after;
  return {
    after,
    subject: plan.instance,
    lost: plan.method === "forced" ? rootOf(plan.before, plan.instance) : null,
    linked,
    views: new Map(after.map((one) => [one.instance, look(one.instance)])),
    resolve,
    nameOf,
  };
}

/** A copy under way on one of these links: the verification waits for it, however long it takes. */
function isCopying(look: Look, linked: ReadonlySet<InstanceId>): boolean {
  return [...linked].some((id) => (look(id)?.following?.sync ?? null) !== null);
}

/**
 * Reads every instance until the picture is the promised one, then samples the primaries' offsets and waits until
 * each linked replica has reached them: data flows, or on an idle group there is none to flow.
 */
async function prove(context: StepContext): Promise<StepEnd> {
  const all = context.plan.after.map((one) => one.instance);
  const linked = linkedIn(context);
  let untilMs = context.now() + PATIENCE_MS;
  const busyUntilMs = context.now() + SENTINELS_MS;
  let sampled: Map<InstanceId, { replid: string; offset: number }> | null = null;
  for (;;) {
    const look = await context.look(all);
    const input = inputOf(context, look, linked);
    const verdict = judgeOutcome(input);
    const sentinels = await askSentinels(context);
    const problems = [...verdict.problems, ...sentinels.problems];
    if (problems.length === 0) {
      sampled ??= primaryOffsets(input);
      problems.push(...offsetsBehind(input, sampled));
    }
    context.report({
      text: problems[0] ?? "All as planned",
      fraction: verdict.linksWanted === 0 ? null : verdict.linksUp / verdict.linksWanted,
      etaSeconds: null,
    });
    if (problems.length === 0) {
      if (context.plan.steps.some(({ kind }) => kind === "receive-rdb")) await untilChildGone(context);
      return done(
        [
          "role",
          ...(verdict.linksWanted === 0 ? [] : [`${verdict.linksUp} of ${verdict.linksWanted} links`]),
          ...(sentinels.text === "" ? [] : [sentinels.text]),
          ...(verdict.linksWanted === 0 ? [] : ["offsets advancing"]),
        ].join(", "),
      );
    }
    if (isCopying(look, linked) || (sentinels.busy && context.now() < busyUntilMs))
      untilMs = context.now() + PATIENCE_MS;
    if (context.now() >= untilMs || context.cancelled()) return failed(problems.join(" "));
    await context.wait(LOOK_EVERY_MS);
  }
}

function primaryOffsets({ after, views }: VerifyInput): Map<InstanceId, { replid: string; offset: number }> {
  return new Map(
    after.flatMap(({ instance, role }) => {
      const view = role === "primary" ? (views.get(instance) ?? null) : null;
      return view === null ? [] : [[instance, { replid: view.replid, offset: view.offset }] as const];
    }),
  );
}

async function learn(context: StepContext): Promise<Evidence> {
  const linked = linkedIn(context);
  const look = await context.look(context.plan.after.map((one) => one.instance));
  const { problems } = judgeOutcome(inputOf(context, look, linked));
  return problems.length === 0
    ? { says: "done", text: "all is as planned." }
    : { says: "not-done", text: problems.join(" ") };
}

/** However it ended: what was served since the run began is on record. A backup has no links. */
async function count(context: StepContext): Promise<void> {
  if (context.plan.action === "backup" || context.plan.action === "restore") return;
  const counted = servedBetween(context.memory.syncsBefore ?? null, await context.syncCounts());
  await context.patch({ counted });
}

/** No command: the end state, read from every instance involved. */
export const verify: StepRow = {
  releases: null,
  cancel: "stops-waiting",
  long: true,
  deadlineMs: 0,
  prove,
  learn,
  closed: count,
};
