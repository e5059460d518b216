import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { History, Metric } from "@/lib/contract";
import { ProblemError } from "@/server/errors";
import type { ApiContext } from "../context";
import { knownGroup } from "../lookup";
import { count, GroupParam, json, Moment, problem } from "../responses";

const defaultSpanMs = 15 * 60_000;

const HistoryQuery = z.object({
  metrics: z
    .string()
    .prefault("lagBytes,lagSeconds")
    .transform((text) => [...new Set(text.split(","))])
    .pipe(z.array(Metric).min(1))
    .openapi({ type: "string", description: `Separated by commas: ${Metric.options.join(", ")}` }),
  from: Moment.optional(),
  to: Moment.optional(),
  points: count(2_000, 600),
});

export function historyRoutes(app: OpenAPIHono, at: ApiContext): void {
  const history = createRoute({
    method: "get",
    path: "/api/groups/{group}/history",
    summary: "Lag, offsets and headroom over time, as columns on one time axis",
    description:
      "At most `points` steps, by default over the last 15 minutes. A step without a sample is null. " +
      "`stepMs` is never less than two poll intervals.",
    request: { params: GroupParam, query: HistoryQuery },
    responses: { 200: json(History, "The columns"), ...problem },
  });
  app.openapi(history, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const group = knownGroup(at, who, context.req.valid("param").group);
    const { metrics, points, from, to } = context.req.valid("query");
    const toMs = to ?? at.now();
    const fromMs = from ?? toMs - defaultSpanMs;
    if (fromMs >= toMs)
      throw new ProblemError(400, "bad-request", "The request is not valid", "`from` must be before `to`.", {
        errors: ["query.from: must be before query.to"],
      });
    return context.json(
      await at.store.samples.query({ group: group.id, metrics, fromMs, toMs, points }),
      200,
    );
  });
}
