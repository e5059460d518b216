import type { Group, Instance, Plan, PlanRequest } from "@/lib/contract";
import { topOf } from "./stale";

/**
 * The request whose plan would take `plan` back, as the group stands now; null where there is none. An undo is a new
 * plan with its own checks, not a rewind: writes made meanwhile stay.
 */
export function undoRequest(plan: Plan, group: Group): PlanRequest | null {
  const find = (id: string | null) => group.instances.find((instance) => instance.id === id) ?? null;
  const instance = find(plan.instance);
  const before = plan.before.find((row) => row.instance === plan.instance);
  if (instance === null) return null;
  switch (plan.action) {
    case "promote": {
      const old = find(topOf(plan));
      return old?.role === "replica"
        ? { action: "promote", instance: old.id, ...restoredPriority(plan, old) }
        : null;
    }
    case "detach": {
      const upstream = find(before?.upstream ?? null);
      return upstream === null || instance.role !== "primary"
        ? null
        : { action: "attach", instance: instance.id, upstream: upstream.id };
    }
    case "repoint": {
      const upstream = find(before?.upstream ?? null);
      return upstream === null || instance.role !== "replica" || instance.upstream === upstream.id
        ? null
        : { action: "repoint", instance: instance.id, upstream: upstream.id };
    }
    case "attach":
      return instance.role === "replica" ? { action: "detach", instance: instance.id } : null;
    case "relieve":
    case "flatten":
    case "rearrange":
      return movedBack(plan, group);
    case "backup":
    case "disconnect":
    case "restore":
      return null;
  }
}

/** The priority of a primary that was kept out, as it was before; nothing where somebody has set another one since. */
function restoredPriority({ request, readings }: Plan, old: Instance): { priority?: number } {
  const keptOut = request.action === "promote" && request.oldPrimary === "out" && old.priority === 0;
  const former = readings.find(({ instance }) => instance === old.id)?.priority ?? null;
  return keptOut && former !== null && former > 0 ? { priority: former } : {};
}

/** The moves that still stand, the last one first, each to the upstream its replica had. */
function movedBack({ request, instance, before }: Plan, group: Group): PlanRequest | null {
  if (!("moves" in request) || request.moves === undefined) return null;
  const was = new Map(before.map((row) => [row.instance, row.upstream]));
  const now = new Map(group.instances.map((one) => [one.id, one.upstream]));
  const moves = [...request.moves].reverse().flatMap(({ replica, upstream }) => {
    const home = was.get(replica) ?? null;
    return home === null || !now.has(home) || now.get(replica) !== upstream
      ? []
      : [{ replica, upstream: home }];
  });
  return moves.length === 0 ? null : { action: "rearrange", instance, moves };
}
