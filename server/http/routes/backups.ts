import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { mayHaveFile } from "@/lib/backup/file";
import { Backup, BackupList, GroupId, Run } from "@/lib/contract";
import { requireEnabled } from "@/server/actions/admission";
import { ProblemError } from "@/server/errors";
import { backupFile, unreachable } from "../backup-file";
import { type ApiContext, writeDown } from "../context";
import { knownBackup, seenGroups } from "../lookup";
import { IdParam, json, noContent, problem } from "../responses";
import { requireConfirmed } from "../who";

export function backupRoutes(app: OpenAPIHono, at: ApiContext): void {
  const list = createRoute({
    method: "get",
    path: "/api/backups",
    summary: "Backups, newest first",
    request: { query: z.object({ group: GroupId.optional() }) },
    responses: { 200: json(BackupList, "The backups"), ...problem },
  });
  app.openapi(list, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const groups = seenGroups(who, context.req.valid("query").group);
    return context.json({ backups: await at.store.backups.list(groups === null ? {} : { groups }) }, 200);
  });

  const one = createRoute({
    method: "get",
    path: "/api/backups/{id}",
    summary: "One backup",
    request: { params: IdParam },
    responses: { 200: json(Backup, "The backup"), ...problem },
  });
  app.openapi(one, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    return context.json(await knownBackup(at, who, context.req.valid("param").id), 200);
  });

  const file = createRoute({
    method: "get",
    path: "/api/backups/{id}/rdb",
    summary: "The file of a verified backup, hashed anew while it is read",
    description:
      "Its last block leaves only once its SHA-256 is the one in `sha256`; otherwise the answer breaks off, and the backup is `damaged`.",
    request: { params: IdParam },
    responses: {
      200: {
        description: "The RDB",
        content: { "application/octet-stream": { schema: z.string().openapi({ format: "binary" }) } },
      },
      ...problem,
    },
  });
  app.openapi(file, async (context) => {
    // It is the whole data set: those who may not act may not have it either.
    const who = await at.gatekeeper.signedIn(context);
    const backup = await knownBackup(at, who, context.req.valid("param").id, "operator");
    requireEnabled(at.gate);
    const { id, group, instance } = backup;
    return backupFile(
      at.backups,
      backup,
      () => writeDown(at, who, { kind: "backup-downloaded", group, instance, detail: { backup: id } }),
      (why) => at.keep.damaged(backup, why),
      at.gatekeeper.still(context, (one) => one.may("operator", group)),
    );
  });

  const drill = createRoute({
    method: "post",
    path: "/api/backups/{id}/drill",
    summary: "Restore a verified backup into a throw-away server, and prove it",
    description:
      "The run takes no group: a promotion can go on beside it. Its verdict is kept as the backup's `drill`. One drill is made at a time.",
    request: { params: IdParam },
    responses: { 202: json(Run, "The run, under way"), ...problem },
  });
  app.openapi(drill, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const backup = await knownBackup(at, who, context.req.valid("param").id, "operator");
    return context.json(await at.drills.startDrill(backup.id, who.actor), 202);
  });

  const remove = createRoute({
    method: "delete",
    path: "/api/backups/{id}",
    summary:
      "Strike a backup from the list, with the file that Tidemark keeps; the instance's own file stays",
    request: { params: IdParam },
    responses: { ...noContent, ...problem },
  });
  app.openapi(remove, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const backup = await knownBackup(at, who, context.req.valid("param").id, "admin");
    requireConfirmed(who, at.now());
    if (backup.state === "running")
      throw new ProblemError(
        409,
        "backup-running",
        "The backup is being made",
        `Backup ${backup.id} is in progress. Wait for it to end.`,
      );
    const mayLie = mayHaveFile(backup);
    if (mayLie) requireEnabled(at.gate);
    const { id, group, instance } = backup;
    await writeDown(at, who, { kind: "backup-deleted", group, instance, detail: { backup: id } });
    if (mayLie) await at.backups.remove(id).catch(unreachable);
    await at.store.backups.delete(id);
    return context.body(null, 204);
  });
}
