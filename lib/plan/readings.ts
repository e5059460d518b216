import type { Instance, Plan, PlanReading } from "@/lib/contract";
import { formatSeconds } from "@/lib/format";
import { configOf, type PlanContext } from "./context";

/** What every instance of the group says: what a plan is made from, and bound to. */
export const readingsOf = (context: PlanContext): PlanReading[] =>
  context.group.instances.map((instance) => ({
    instance: instance.id,
    reachable: instance.reachable,
    role: instance.role,
    upstream: instance.upstream,
    replid: instance.replid,
    offset: instance.offset,
    lagBytes: instance.lagBytes,
    lagSeconds: instance.lagSeconds,
    link: instance.link?.state ?? null,
    priority: priorityOf(context, instance),
    sampledAt: instance.sampledAt,
  }));

/** Its replica-priority; a primary tells it by its settings alone. Null: not known. */
export function priorityOf(context: PlanContext, instance: Instance): number | null {
  if (instance.priority !== null) return instance.priority;
  const set = configOf(context, instance.id)?.get("replica-priority");
  return set !== undefined && /^\d+$/.test(set) ? Number(set) : null;
}

type Pair = { readonly before: PlanReading; readonly now: PlanReading };

/** One thing about an instance that must not change while a plan waits; null: it has not. */
type Row = (pair: Pair, plan: Plan, statedSeconds: number | null) => string | null;

const up = ({ link }: PlanReading): boolean | null => (link === null ? null : link === "up");
const known = (replid: string): string => `${replid.slice(0, 8)}…`;

/** What is compared of the instances that a plan touches. Whatever grows by itself, as offsets do, is not. */
const rows: readonly Row[] = [
  ({ before, now }) => {
    if (before.reachable === now.reachable) return null;
    return now.reachable
      ? `${now.instance} can be reached now; it could not before.`
      : `${now.instance} can't be reached now; it could before.`;
  },
  ({ before, now }) =>
    up(before) === null || up(now) === null || up(before) === up(now)
      ? null
      : `The link of ${now.instance} is ${now.link} now; it was ${before.link}.`,
  ({ before, now }, plan, statedSeconds) => {
    if (statedSeconds === null || now.instance !== plan.instance || now.lagSeconds === null) return null;
    const wasWithin = before.lagSeconds === null || before.lagSeconds <= statedSeconds;
    return wasWithin && now.lagSeconds > statedSeconds
      ? `${now.instance} is ${formatSeconds(now.lagSeconds)} behind now, more than the ${formatSeconds(statedSeconds)} that writes may pause; it was ${before.lagSeconds === null ? "not known" : formatSeconds(before.lagSeconds)}.`
      : null;
  },
];

/**
 * What changed between two rounds of readings, one sentence for each instance and thing. An id of a history that
 * changed is told of every instance: it shows a role that was changed and changed back.
 * @param now the readings of the same group, taken anew
 */
export function readingChanges(plan: Plan, now: readonly PlanReading[]): string[] {
  const before = new Map(plan.readings.map((reading) => [reading.instance, reading]));
  const pairs = now.flatMap((reading): Pair[] => {
    const was = before.get(reading.instance);
    return was === undefined ? [] : [{ before: was, now: reading }];
  });
  const touched = touchedBy(plan);
  return [
    ...pairs.flatMap((pair) => historyChange(pair, pairs)),
    ...pairs
      .filter((pair) => touched.has(pair.now.instance))
      .flatMap((pair) => rows.flatMap((row) => row(pair, plan, plan.writePauseSeconds) ?? [])),
  ];
}

/** A replica that took its upstream's new id tells nothing that the upstream does not. */
function historyChange({ before, now }: Pair, all: readonly Pair[]): string[] {
  if (before.replid === null || now.replid === null || before.replid === now.replid) return [];
  const above = all.find((pair) => pair.now.instance === now.upstream);
  const inherited = above?.before.replid === before.replid && above.now.replid === now.replid;
  return inherited
    ? []
    : [
        `${now.instance} counts in another history now, ${known(now.replid)}; it was ${known(before.replid)}: its role was changed meanwhile, or it was restarted.`,
      ];
}

/** Whom the plan tells something, or whose link it changes. */
function touchedBy(plan: Plan): ReadonlySet<string> {
  return new Set([
    plan.instance,
    ...plan.steps.flatMap(({ instance, peer }) => (peer === null ? [instance] : [instance, peer])),
    ...plan.effects.flatMap(({ link }) => [link.replica, link.upstream]),
  ]);
}
