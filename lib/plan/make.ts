import type { Plan, PlanRequest } from "@/lib/contract";
import { parseAddress } from "@/lib/info/address";
import { err, ok, type Result } from "@/lib/result";
import { bestSource, planBackup } from "./actions/backup";
import { inCluster, planByCluster } from "./actions/cluster";
import { planDetach } from "./actions/detach";
import { planDisconnect } from "./actions/disconnect";
import { planFlatten } from "./actions/flatten";
import { planAttach, planRepoint } from "./actions/move";
import { planPromote } from "./actions/promote";
import { asked, planRearrange } from "./actions/rearrange";
import { planRelieve } from "./actions/relieve";
import { planRestore } from "./actions/restore";
import { planBySentinel } from "./actions/sentinel-promote";
import { type Blueprint, sketchOf } from "./blueprint";
import { judge } from "./checks";
import { instanceOf, type PlanContext, type PlanRefusal } from "./context";
import { managerOf } from "./manager";
import { readingsOf } from "./readings";
import type { Scene } from "./scene";
import { numbered } from "./steps";

/**
 * The plan that would carry out `request`, checked. It sends nothing. A plan with a failed check is shown and cannot
 * run; only a request that names no instance of the group is refused outright.
 */
export function makePlan(request: PlanRequest, context: PlanContext): Result<Plan, PlanRefusal> {
  const drawn = draw(request, context);
  if (!drawn.ok) return drawn;
  const { scene, steps, ...rest } = drawn.value;
  return ok({
    id: context.id,
    request: settled(request, scene),
    action: request.action,
    group: context.group.id,
    instance: scene.target.id,
    upstream: scene.upstream?.id ?? null,
    method: scene.method,
    revision: context.group.revision,
    readings: readingsOf(context),
    createdAt: new Date(context.nowMs).toISOString(),
    expiresAt: new Date(context.nowMs + context.settings.planLifeSeconds * 1000).toISOString(),
    title: rest.title,
    checks: judge(scene),
    steps: numbered(steps),
    effects: [...rest.effects],
    dataLoss: rest.dataLoss,
    writePauseSeconds: rest.writePauseSeconds,
    before: sketchOf(context),
    after: rest.after,
    confirm: rest.confirm,
  });
}

/** A backup keeps the instance and the way that were chosen for it, and a plan of several re-points the very ones. */
function settled(request: PlanRequest, { target, moves, cascade, way }: Scene): PlanRequest {
  switch (request.action) {
    case "backup":
      return { ...request, instance: target.id, ...(way !== undefined && { method: way }) };
    case "disconnect":
      return { ...request, clients: request.clients ?? "writers" };
    case "relieve":
    case "flatten":
      return cascade?.impossible != null
        ? request
        : {
            ...request,
            moves: moves.map(({ replica, upstream }) => ({ replica: replica.id, upstream: upstream.id })),
          };
    default:
      return request;
  }
}

function draw(request: PlanRequest, context: PlanContext): Result<Blueprint, PlanRefusal> {
  const { group } = context;
  if (request.action === "backup" && request.instance === undefined) {
    const source = bestSource(context);
    return source === null
      ? err({ code: "bad-request", detail: `No instance of ${group.name} answers, so none can be saved.` })
      : ok(planBackup(context, source, request.method));
  }
  const target = instanceOf(context, request.instance ?? null);
  if (target === null) return err(unknown(context, "unknown-instance", request.instance ?? ""));
  const manager = managerOf(context);
  switch (request.action) {
    case "restore": {
      const { restore } = context;
      if (restore === undefined || restore.backup.id !== request.backup)
        return err({
          code: "unknown-backup",
          detail: "There is no such backup. GET /api/backups lists them.",
        });
      return ok(planRestore(context, target, restore));
    }
    case "promote":
      if (manager === "sentinel") return ok(planBySentinel(context, target));
      return ok(
        manager === "cluster" ? planByCluster(context, target) : planPromote(context, target, request),
      );
    case "detach":
      return ok(planDetach(context, target));
    case "backup":
      return ok(planBackup(context, target, request.method));
    case "disconnect":
      return ok(planDisconnect(context, target, request.clients ?? "writers"));
    case "relieve":
    case "flatten":
    case "rearrange": {
      const wanted = asked(context, request.moves ?? []);
      if (!wanted.ok) return err(unknown(context, wanted.error.code, wanted.error.id));
      const moves = request.moves === undefined ? null : wanted.value;
      if (request.action === "relieve") return ok(planRelieve(context, target, request, moves));
      if (request.action === "flatten") return ok(planFlatten(context, target, request, moves));
      return ok(planRearrange(context, target, wanted.value));
    }
  }
  const upstream = instanceOf(context, request.upstream);
  if (upstream === null) return err(unknown(context, "unknown-upstream", request.upstream));
  const plan =
    request.action === "repoint"
      ? planRepoint(context, target, upstream)
      : planAttach(context, target, upstream);
  return ok(manager === "cluster" ? inCluster(plan) : plan);
}

/** An id is repeated where it has the form of one: what else was sent may be a password in the wrong place. */
const unknown = (context: PlanContext, code: PlanRefusal["code"], id: string): PlanRefusal => ({
  code,
  detail: `${context.group.name} has no ${parseAddress(id).ok ? `instance ${id}` : "such instance"}.`,
});
