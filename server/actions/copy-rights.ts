import type { PlanRequest } from "@/lib/contract";
import type { InstanceId } from "@/lib/group/member";
import { makePlan, type PlanContext } from "@/lib/plan";
import type { ActionsDeps } from "./deps";

const ASK_MS = 2000;

/** The context with whether the operator may copy the data set that the request would have come over the wire. */
export async function withCopyRights(
  deps: ActionsDeps,
  request: PlanRequest,
  context: PlanContext,
): Promise<PlanContext> {
  if (request.action !== "backup") return context;
  const made = makePlan(request, context);
  const copies = made.ok && made.value.steps.some(({ kind }) => kind === "receive-rdb");
  if (!copies || (await mayCopy(deps, made.value.instance))) return context;
  const denied = new Set([made.value.instance]);
  return { ...context, backups: { roomBytes: null, ...context.backups, denied } };
}

/**
 * Whether the operator may say PSYNC there, asked of the server itself. Only a plain no counts: where it cannot be asked
 * (before 7.0, or without the right to ask), the copy finds out.
 */
async function mayCopy({ fleet }: ActionsDeps, instance: InstanceId): Promise<boolean> {
  const options = { as: "operator", deadlineMs: ASK_MS } as const;
  const who = await fleet.command(instance, ["ACL", "WHOAMI"], options);
  if (who.state !== "replied" || typeof who.reply !== "string") return true;
  const said = await fleet.command(instance, ["ACL", "DRYRUN", who.reply, "PSYNC", "?", "-1"], options);
  return said.state !== "replied" || said.reply === "OK";
}
