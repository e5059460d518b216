import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { Backup, type Schedule, ScheduleList } from "@/lib/contract";
import { requireEnabled } from "@/server/actions/admission";
import { hasCollapsed } from "@/server/backup/keep";
import { isKept } from "@/server/backup/keep/rechecks";
import { ProblemError } from "@/server/errors";
import type { ApiContext } from "../context";
import { knownBackup } from "../lookup";
import { notFound } from "../problems";
import { IdParam, json, problem } from "../responses";
import type { Asking } from "../who";

/** Schedules, and what is done with backups that lie there already. */
export function keepRoutes(app: OpenAPIHono, at: ApiContext): void {
  const schedules = createRoute({
    method: "get",
    path: "/api/schedules",
    summary: "What is done by itself: when next, and what became of it last",
    responses: { 200: json(ScheduleList, "One schedule of each kind"), ...problem },
  });
  app.openapi(schedules, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const { schedules: all } = await at.keep.schedules();
    return context.json({ schedules: all.map((one) => seenOf(one, who)) }, 200);
  });

  const recheck = createRoute({
    method: "post",
    path: "/api/backups/{id}/recheck",
    summary: "Read a kept file again, and hold it against what was proven",
    description:
      "Answers at once with the backup as it stands; `rechecked` tells what was found, and the socket says when. One file is read at a time.",
    request: { params: IdParam },
    responses: { 202: json(Backup, "It will be read"), ...problem },
  });
  app.openapi(recheck, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const backup = await knownBackup(at, who, context.req.valid("param").id, "operator");
    requireEnabled(at.gate);
    if (!isKept(backup))
      throw new ProblemError(
        409,
        "not-verified",
        "This backup is not verified",
        "Tidemark keeps no file of it that was proven once, so there is nothing to hold it against.",
      );
    at.keep.recheck(backup);
    return context.json(backup, 202);
  });

  const accept = createRoute({
    method: "post",
    path: "/api/backups/{id}/accept",
    summary: "Say that the backup of a collapsed data set is right, so that older ones are deleted again",
    request: { params: IdParam },
    responses: { 200: json(Backup, "The backup"), ...problem },
  });
  app.openapi(accept, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const backup = await knownBackup(at, who, context.req.valid("param").id, "operator");
    requireEnabled(at.gate);
    if (!hasCollapsed(backup))
      throw new ProblemError(
        409,
        "nothing-to-accept",
        "There is nothing to accept",
        "This backup keeps no other from being deleted.",
      );
    const accepted = await at.keep.accept(backup, who.actor);
    if (accepted === null) throw notFound(`Backup ${backup.id} was deleted meanwhile.`);
    return context.json(accepted, 200);
  });
}

/** A schedule with the groups that somebody sees, and the newest slot of those. */
function seenOf(schedule: Schedule, who: Asking): Schedule {
  if (who.seen === null) return schedule;
  const groups = schedule.groups.filter(({ group }) => who.sees(group));
  const slots = groups.flatMap(({ last }) => (last === null ? [] : [last]));
  const last = slots.reduce<Schedule["last"]>(
    (newest, one) => (newest === null || one.at > newest.at ? one : newest),
    null,
  );
  return { ...schedule, groups, last };
}
