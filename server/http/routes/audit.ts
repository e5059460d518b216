import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { auditCsvHead, auditCsvLine } from "@/lib/audit/csv";
import { type AuditEntry, AuditKind, AuditPage, GroupId } from "@/lib/contract";
import type { ApiContext } from "../context";
import { listFile } from "../list-file";
import { fileFormat, listAnswers, rowLimit, wantedFile } from "../list-query";
import { Moment } from "../responses";

const maxPage = 1_000;
const defaultPage = 100;

const AuditQuery = z.object({
  group: GroupId.optional(),
  kind: AuditKind.optional(),
  actor: z.string().min(1).max(200).optional(),
  from: Moment.optional(),
  to: Moment.optional(),
  limit: rowLimit(maxPage, defaultPage),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, { error: "allowed: what `next` of an earlier page says" })
    .transform(Number)
    .optional()
    .openapi({ type: "string", description: "Where to go on: `next` of the page before" }),
  format: fileFormat("rows"),
});

export function auditRoutes(app: OpenAPIHono, at: ApiContext): void {
  const audit = createRoute({
    method: "get",
    path: "/api/audit",
    summary: "Who did what, and what was refused, newest first",
    description:
      "A page at a time: `next` is the `cursor` of the one after. Each row's hash covers the one before it; docs/audit.md " +
      "has the form. With `format`, or `Accept: text/csv`, all of them as a file.",
    request: { query: AuditQuery },
    responses: listAnswers(AuditPage, "The rows"),
  });
  app.openapi(audit, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    who.demand("admin", null);
    const { group, kind, actor, from, to, limit, cursor, format } = context.req.valid("query");
    const query = {
      ...(group !== undefined && { group }),
      ...(kind !== undefined && { kind }),
      ...(actor !== undefined && { actor }),
      ...(from !== undefined && { fromMs: from }),
      ...(to !== undefined && { toMs: to }),
      ...(cursor !== undefined && { below: cursor }),
    };
    const file = wantedFile(context, format);
    if (file !== null)
      return listFile(
        {
          name: "audit",
          read: (below, size) =>
            at.store.audit.list({ ...query, ...(below !== undefined && { below }), limit: size }),
          placeOf: ({ n }: AuditEntry) => n,
          csvHead: auditCsvHead,
          csvLine: auditCsvLine,
          json: { head: '{"entries":[', foot: '\n],"next":null}\n' },
        },
        {
          format: file,
          most: limit ?? null,
          nowMs: at.now(),
          below: cursor,
          mayStill: at.gatekeeper.still(context, who.isSame),
        },
      );
    const size = limit ?? defaultPage;
    const found = await at.store.audit.list({ ...query, limit: size + 1 });
    const entries = found.slice(0, size);
    const last = entries.at(-1);
    const next = found.length > size && last !== undefined ? String(last.n) : null;
    return context.json({ entries, next }, 200);
  });
}
