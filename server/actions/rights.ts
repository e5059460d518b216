import { type MissingRight, rights, ruleFor, senderOf, spoken } from "@/lib/acl";
import type { Plan, PlanRequest } from "@/lib/contract";
import type { InstanceId } from "@/lib/group/member";
import { versionOf } from "@/lib/info/version";
import { makePlan, type PlanContext } from "@/lib/plan";
import { instanceOf } from "@/lib/plan/context";
import { askRights, type Want } from "@/server/rights/ask";
import { askSentinelRights } from "@/server/rights/ask-sentinel";
import { wantsFor } from "@/server/rights/wants";
import type { ActionsDeps } from "./deps";

type Asker = Pick<ActionsDeps, "fleet">;

/** The context with whether the backups' user may copy the data set that the request would have come over the wire. */
export async function withCopyRights(
  deps: Asker,
  request: PlanRequest,
  context: PlanContext,
): Promise<PlanContext> {
  if (request.action !== "backup") return context;
  const made = makePlan(request, context);
  const copies = made.ok && made.value.steps.some(({ kind }) => kind === "receive-rdb");
  if (!copies) return context;
  const { instance } = made.value;
  const needed = rights.filter(({ party, rule }) => party === "backup" && /^\+(psync|replconf)$/.test(rule));
  const missing = await missingAt(deps, context, instance, wantsFor(needed));
  if (missing.length === 0) return context;
  return { ...context, backups: { roomBytes: null, ...context.backups, denied: new Set([instance]) } };
}

/** What the operator lacks for a restore into an instance. What the functions of a backup take is found out before any key. */
export const restoreRightsAt = (
  deps: Asker,
  context: PlanContext,
  instance: InstanceId,
): Promise<MissingRight[]> => {
  const needed = rights.filter(({ part, rule }) => part === "restore" && rule !== "+function|restore");
  return missingAt(deps, context, instance, wantsFor(needed));
};

/**
 * The context with the rules that are missing for the commands of the plan's own steps, asked of the servers themselves. Only a
 * plain no counts: where nobody may be asked, the step finds out.
 */
export async function withRights(
  deps: Asker,
  request: PlanRequest,
  context: PlanContext,
): Promise<PlanContext> {
  const made = makePlan(request, context);
  if (!made.ok) return context;
  const missing = await Promise.all([
    ...[...atInstances(made.value)].map(([instance, wants]) => missingAt(deps, context, instance, wants)),
    ...[...atSentinels(made.value)].map(([sentinel, instance]) =>
      missingAtSentinel(deps, made.value, sentinel, instance),
    ),
  ]);
  return { ...context, missingRights: missing.flat() };
}

async function missingAt(
  { fleet }: Asker,
  context: PlanContext,
  instance: InstanceId,
  wants: readonly Want[],
): Promise<MissingRight[]> {
  const group = context.group.id;
  const known = instanceOf(context, instance);
  const version = known === null ? null : versionOf(known);
  const users = fleet.users(group);
  const asked = await askRights(fleet, { group, instance, version, wants });
  return asked.flatMap(({ want: { as, words }, lacks }) =>
    lacks.map((rule) => ({ instance, sentinel: null, as, user: users[as], rule, command: spoken(words) })),
  );
}

async function missingAtSentinel(
  { fleet }: Asker,
  { group }: Plan,
  sentinel: string,
  instance: InstanceId,
): Promise<MissingRight[]> {
  const needed = rights.filter(({ party, at }) => party === "operator" && at === "sentinel");
  const asked = await askSentinelRights(fleet, group, sentinel, wantsFor(needed));
  return asked.flatMap(({ want: { as, words }, lacks }) =>
    lacks.map((rule) => ({ instance, sentinel, as, user: null, rule, command: spoken(words) })),
  );
}

/** What each instance will hear, each command once. */
function atInstances({ steps }: Plan): Map<InstanceId, Want[]> {
  const wants = new Map<InstanceId, Want[]>();
  for (const { instance, sentinel, command, kind } of steps) {
    const rule = command === null || sentinel !== null ? null : ruleFor(command, senderOf(kind), "instance");
    if (command === null || rule === null) continue;
    const known = wants.get(instance) ?? [];
    if (known.some(({ rules }) => rules.includes(rule))) continue;
    wants.set(instance, [...known, { as: senderOf(kind), words: command, rules: [rule], safe: false }]);
  }
  return wants;
}

/** Which Sentinels are told something, and for which instance. */
const atSentinels = ({ steps }: Plan): Map<string, InstanceId> =>
  new Map(
    steps.flatMap(({ sentinel, instance, command }) =>
      sentinel === null || command === null ? [] : [[sentinel, instance] as const],
    ),
  );
