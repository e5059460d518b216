import type { Backup, Experiment, Group, Instance, Plan, Role, Run } from "@/lib/contract";
import type { ApiContext } from "./context";
import { notFound } from "./problems";
import type { Asking } from "./who";

/**
 * Each of these finds a thing for somebody who needs a role in its group. What lies in a group they do not see is not there for them.
 */

/** Whether they see a group that is there; that they asked for what they do not see is written down. */
export function sees(who: Asking, group: string): boolean {
  if (who.sees(group)) return true;
  who.hide(group);
  return false;
}

/** @throws ProblemError `not-found`, `forbidden` */
export function knownGroup(at: ApiContext, who: Asking, id: string, needs: Role = "viewer"): Group {
  const group = at.fleet.group(id);
  if (group === null || !sees(who, id)) throw notFound("There is no such group. GET /api/groups lists them.");
  who.demand(needs, group.id);
  return group;
}

/** @throws ProblemError `not-found` */
export function knownInstance(
  at: ApiContext,
  who: Asking,
  id: string,
): { readonly group: Group; readonly instance: Instance } {
  const group = at.fleet.groupOf(id);
  const instance = group?.instances.find((one) => one.id === id);
  if (group === null || instance === undefined || !sees(who, group.id))
    throw notFound("No group has such an instance. Ids are host:port, as GET /api/groups/:group shows them.");
  return { group, instance };
}

/** @throws ProblemError `not-found`, `forbidden` */
export async function knownPlan(
  at: ApiContext,
  who: Asking,
  id: string,
  needs: Role = "viewer",
): Promise<Plan> {
  return within(
    who,
    await at.store.plans.get(id),
    needs,
    "There is no such plan. POST /api/groups/{group}/plans makes one.",
  );
}

/** @throws ProblemError `not-found`, `forbidden` */
export async function knownRun(
  at: ApiContext,
  who: Asking,
  id: string,
  needs: Role = "viewer",
): Promise<Run> {
  return within(who, await at.store.runs.get(id), needs, "There is no such run. GET /api/runs lists them.");
}

/** @throws ProblemError `not-found`, `forbidden` */
export async function knownBackup(
  at: ApiContext,
  who: Asking,
  id: string,
  needs: Role = "viewer",
): Promise<Backup> {
  return within(
    who,
    await at.store.backups.get(id),
    needs,
    "There is no such backup. GET /api/backups lists them.",
  );
}

/** One on throw-away servers is seen by those who see all groups. @throws ProblemError `not-found`, `forbidden` */
export async function knownExperiment(
  at: ApiContext,
  who: Asking,
  id: string,
  needs: Role = "viewer",
): Promise<Experiment> {
  const missing = "There is no such experiment. GET /api/lab/experiments lists them.";
  const found = await at.lab.get(id);
  if (found !== null && found.where.place === "group")
    return within(who, { group: found.where.group, experiment: found }, needs, missing).experiment;
  if (found === null || !who.sees(null)) throw notFound(missing);
  who.demand(needs, null);
  return found;
}

function within<T extends { readonly group: string }>(
  who: Asking,
  found: T | null,
  needs: Role,
  missing: string,
): T {
  if (found === null || !sees(who, found.group)) throw notFound(missing);
  who.demand(needs, found.group);
  return found;
}

/** What a list is narrowed to: the groups that are asked for and seen; null: all. @throws ProblemError `not-found` */
export function seenGroups(who: Asking, asked: string | undefined): readonly string[] | null {
  if (asked === undefined) return who.seen;
  if (!who.sees(asked)) throw notFound("There is no such group. GET /api/groups lists them.");
  return [asked];
}
