import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { Past } from "@/lib/contract";
import { ProblemError } from "@/server/errors";
import type { ApiContext } from "../context";
import { knownGroup } from "../lookup";
import { GroupParam, json, Moment, problem } from "../responses";

const timestamp = (ms: number): string => new Date(ms).toISOString();

export function pastRoutes(app: OpenAPIHono, at: ApiContext): void {
  const past = createRoute({
    method: "get",
    path: "/api/groups/{group}/past",
    summary: "A group as it was at a past moment",
    description:
      "Roles, links and findings as they were, with the figures that were kept; `sampledAt` of an instance says when its " +
      "figures were taken, and what is not kept is null. 404 `no-picture` where nothing was recorded at that moment.",
    request: { params: GroupParam, query: z.object({ at: Moment }) },
    responses: { 200: json(Past, "The group as it was"), ...problem },
  });
  app.openapi(past, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const { id } = knownGroup(at, who, context.req.valid("param").group);
    const { at: atMs } = context.req.valid("query");
    const nowMs = at.now();
    if (atMs > nowMs)
      throw new ProblemError(
        400,
        "bad-request",
        "The request is not valid",
        `\`at\` lies in the future: here it is ${timestamp(nowMs)}.`,
        { errors: ["query.at: must not be in the future"] },
      );
    const found = await at.store.pictures.at(id, atMs);
    if (found.group === null) throw noPicture(id, atMs, found);
    return context.json({ at: timestamp(atMs), group: found.group }, 200);
  });
}

function noPicture(
  group: string,
  atMs: number,
  { beforeMs, afterMs }: { beforeMs: number | null; afterMs: number | null },
): ProblemError {
  const around = [
    beforeMs === null ? null : `Those before it end at ${timestamp(beforeMs)}.`,
    afterMs === null ? null : `Those after it begin at ${timestamp(afterMs)}.`,
  ].filter((sentence) => sentence !== null);
  return new ProblemError(
    404,
    "no-picture",
    "No picture of that moment",
    [
      `Nothing was recorded of ${group} at ${timestamp(atMs)}.`,
      ...(around.length === 0 ? ["There are no pictures of it yet."] : around),
    ].join(" "),
  );
}
