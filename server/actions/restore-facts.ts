import type { Backup, PlanRequest } from "@/lib/contract";
import type { InstanceId } from "@/lib/group/member";
import { instanceOf, type PlanContext } from "@/lib/plan/context";
import type { Reply } from "@/server/ports";
import type { ActionsDeps } from "./deps";
import { restoreRightsAt } from "./rights";

const ASK_MS = 2000;

/** The context with the backup that the request names, and what its target says of the room it has for it. */
export async function withRestoreFacts(
  deps: ActionsDeps,
  request: PlanRequest,
  context: PlanContext,
): Promise<PlanContext> {
  if (request.action !== "restore") return context;
  const backup = await deps.store.backups.get(request.backup);
  if (backup === null) return context;
  const target = instanceOf(context, request.instance);
  const asked = target?.reachable === true ? target.id : null;
  const [databases, bulkBytes, denied] = await Promise.all([
    asked === null ? null : settingOf(deps, asked, "databases"),
    asked === null ? null : settingOf(deps, asked, "proto-max-bulk-len"),
    asked === null ? [] : restoreRightsAt(deps, context, asked),
  ]);
  return {
    ...context,
    restore: { backup, databases, bulkBytes, denied, sinceBytes: sinceBytes(deps, backup) },
  };
}

/** How far the group of the backup has come since, where its primary is on the same history. */
function sinceBytes({ fleet }: ActionsDeps, { group, replid, offset }: Backup): number | null {
  const source = fleet.group(group);
  const primary = source?.instances.find(({ id }) => id === source.primary);
  if (offset === null || replid === null || primary?.offset == null) return null;
  return primary.replid === replid ? Math.max(0, primary.offset - offset) : null;
}

async function settingOf(deps: ActionsDeps, instance: InstanceId, name: string): Promise<number | null> {
  const options = { as: "poller", deadlineMs: ASK_MS } as const;
  const outcome = await deps.fleet.command(instance, ["CONFIG", "GET", name], options);
  const reply: Reply = outcome.state === "replied" ? outcome.reply : null;
  const value = Array.isArray(reply) ? reply[1] : null;
  return typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : null;
}
