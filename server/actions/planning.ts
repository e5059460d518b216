import type { AuditDraft, Group, Plan, PlanRequest } from "@/lib/contract";
import { makePlan, type PlanContext, stalePlan } from "@/lib/plan";
import { listClients } from "@/server/clients/read";
import { ProblemError } from "@/server/errors";
import { timeOrderedId } from "@/server/store/ids";
import type { ActionsDeps } from "./deps";
import { withLogins } from "./logins";
import { withRestoreFacts } from "./restore-facts";
import { withCopyRights, withRights } from "./rights";

/** The group of that id. @throws ProblemError `group-not-found`. */
export function requireGroup({ fleet }: ActionsDeps, id: string): Group {
  const group = fleet.group(id);
  if (group !== null) return group;
  throw new ProblemError(404, "group-not-found", "No such group", `No group ${id} is watched here.`);
}

/** All instances read anew, and derived: only reading commands are sent. */
async function freshContext(deps: ActionsDeps, groupId: string, request: PlanRequest): Promise<PlanContext> {
  requireGroup(deps, groupId);
  const group = await deps.fleet.refresh(groupId);
  const nowMs = deps.clock();
  const clients =
    request.action === "disconnect"
      ? await listClients(deps.fleet, request.instance, nowMs, { most: Number.POSITIVE_INFINITY })
      : null;
  return {
    group,
    members: deps.fleet.members(groupId),
    resolve: deps.fleet.resolver(groupId),
    nowMs,
    id: timeOrderedId(nowMs),
    settings: deps.settings,
    clients,
    backups: {
      roomBytes: await deps.backups.roomBytes(),
      denied: new Set(),
      ...(!deps.backups.bounded && { beyondDisk: deps.backups.describe() }),
    },
    reachedMs: (replid, offset) => deps.fleet.reachedMs(groupId, replid, offset),
  };
}

/** The same, with whether the links of the plan could log in, and whether each of its commands may be sent. */
async function freshFor(deps: ActionsDeps, group: string, request: PlanRequest): Promise<PlanContext> {
  const fresh = await freshContext(deps, group, request);
  const known = await withCopyRights(deps, request, await withLogins(deps, request, fresh));
  return withRights(deps, request, await withRestoreFacts(deps, request, known));
}

/**
 * A plan from fresh readings, kept so that it can be started, and written down as `entry` says.
 * @throws ProblemError where none can be made.
 */
export async function planAction(
  deps: ActionsDeps,
  groupId: string,
  request: PlanRequest,
  entry: Pick<AuditDraft, "kind" | "actor" | "run">,
): Promise<Plan> {
  const made = makePlan(request, await freshFor(deps, groupId, request));
  if (!made.ok) {
    const { code, detail } = made.error;
    throw code === "bad-request"
      ? new ProblemError(400, code, "This cannot be planned", detail)
      : new ProblemError(
          404,
          code,
          code === "unknown-backup" ? "No such backup" : "No such instance",
          detail,
        );
  }
  const plan = made.value;
  const detail = { plan: plan.id, request: plan.request };
  await deps.store.plans.insert(plan, [{ ...entry, group: plan.group, instance: plan.instance, detail }]);
  return plan;
}

/** What has changed since the plan was made, by fresh readings, as sentences; empty: it still fits. */
export async function changesSince(deps: ActionsDeps, plan: Plan): Promise<readonly string[]> {
  return stalePlan(plan, await freshFor(deps, plan.group, plan.request));
}
