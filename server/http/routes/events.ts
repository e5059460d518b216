import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { EventPage, EventType, GroupId, Severity } from "@/lib/contract";
import type { ApiContext } from "../context";
import { eventFile } from "../event-file";
import { fileFormat, listAnswers, rowLimit, wantedFile } from "../list-query";
import { seenGroups } from "../lookup";
import { Moment } from "../responses";

const maxPage = 1_000;
const defaultPage = 100;

/** An event's place in the list: its time and its id, as `next` gives them. */
const Cursor = z
  .string()
  .regex(/^\d{1,15}_[0-9a-f-]{36}$/, { error: "allowed: what `next` of an earlier page says" })
  .transform((text) => ({
    atMs: Number(text.slice(0, text.indexOf("_"))),
    id: text.slice(text.indexOf("_") + 1),
  }))
  .openapi({ type: "string", description: "Where to go on: `next` of the page before" });

/** One or more of these, separated by commas. */
const listOf = (one: z.ZodEnum<Readonly<Record<string, string>>>) =>
  z
    .string()
    .transform((text) => [...new Set(text.split(","))])
    .pipe(z.array(one).min(1))
    .optional()
    .openapi({ type: "string", description: `Separated by commas: ${one.options.join(", ")}` });

const EventsQuery = z.object({
  group: GroupId.optional(),
  from: Moment.optional(),
  to: Moment.optional(),
  type: listOf(EventType),
  severity: listOf(Severity),
  run: z.string().min(1).max(100).optional().openapi({ description: "The run they belong to" }),
  q: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .openapi({ description: "Words in title, detail or instance, in whatever case" }),
  limit: rowLimit(maxPage, defaultPage),
  cursor: Cursor.optional(),
  format: fileFormat("events"),
});

export function eventRoutes(app: OpenAPIHono, at: ApiContext): void {
  const events = createRoute({
    method: "get",
    path: "/api/events",
    summary: "What happened, newest first",
    description:
      "A page at a time: `next` is the `cursor` of the one after. With `format`, or `Accept: text/csv`, all of them as a " +
      "file; CSV as RFC 4180 has it, an apostrophe before what a spreadsheet would take for a formula.",
    request: { query: EventsQuery },
    responses: listAnswers(EventPage, "The events"),
  });
  app.openapi(events, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const { group, from, to, type, severity, run, q, limit, cursor, format } = context.req.valid("query");
    const groups = seenGroups(who, group);
    const query = {
      ...(groups !== null && { groups }),
      ...(from !== undefined && { fromMs: from }),
      ...(to !== undefined && { toMs: to }),
      ...(type !== undefined && { types: type }),
      ...(severity !== undefined && { severities: severity }),
      ...(run !== undefined && { run }),
      ...(q !== undefined && { words: q }),
      ...(cursor !== undefined && { below: cursor }),
    };
    const file = wantedFile(context, format);
    if (file !== null)
      return eventFile(at.store.events, query, {
        format: file,
        most: limit ?? null,
        nowMs: at.now(),
        mayStill: at.gatekeeper.still(context, who.isSame),
      });
    const size = limit ?? defaultPage;
    const found = await at.store.events.list({ ...query, limit: size + 1 });
    const page = found.slice(0, size);
    const last = page.at(-1);
    const next = found.length > size && last !== undefined ? `${Date.parse(last.at)}_${last.id}` : null;
    return context.json({ events: page, next }, 200);
  });
}
