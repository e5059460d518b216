import type { Backup, Group, Plan, Run } from "@/lib/contract";
import type { ApiContext } from "./context";
import { notFound } from "./problems";

/** @throws ProblemError `not-found` */
export function knownGroup(at: ApiContext, id: string): Group {
  const group = at.fleet.group(id);
  if (group === null) throw notFound(`There is no group ${id}. GET /api/groups lists them.`);
  return group;
}

/** @throws ProblemError `not-found` */
export async function knownPlan(at: ApiContext, id: string): Promise<Plan> {
  const plan = await at.store.plans.get(id);
  if (plan === null) throw notFound(`There is no plan ${id}. POST /api/groups/{group}/plans makes one.`);
  return plan;
}

/** @throws ProblemError `not-found` */
export async function knownRun(at: ApiContext, id: string): Promise<Run> {
  const run = await at.store.runs.get(id);
  if (run === null) throw notFound(`There is no run ${id}. GET /api/runs lists them.`);
  return run;
}

/** @throws ProblemError `not-found` */
export async function knownBackup(at: ApiContext, id: string): Promise<Backup> {
  const backup = await at.store.backups.get(id);
  if (backup === null) throw notFound(`There is no backup ${id}. GET /api/backups lists them.`);
  return backup;
}
