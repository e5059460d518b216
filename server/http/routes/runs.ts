import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { Action, GroupId, Plan, PlanRequest, Run, RunList, RunState, StartRun } from "@/lib/contract";
import { type ApiContext, localActor } from "../context";
import { fileFormat, listAnswers, wantedFile } from "../list-query";
import { knownGroup, knownPlan, knownRun } from "../lookup";
import { body, count, GroupParam, IdParam, json, problem } from "../responses";
import { runFile } from "../run-file";

const KeyHeader = z.object({
  "idempotency-key": z
    .string()
    .min(1)
    .max(200)
    .optional()
    .openapi({ description: "The same key starts the same run once, however often it is sent." }),
});

export function runRoutes(app: OpenAPIHono, at: ApiContext): void {
  const plan = createRoute({
    method: "post",
    path: "/api/groups/{group}/plans",
    summary: "Plan an action; nothing that changes anything is sent",
    request: { params: GroupParam, body: body(PlanRequest) },
    responses: { 201: json(Plan, "The plan, with its checks, steps and effects"), ...problem },
  });
  app.openapi(plan, async (context) => {
    const group = knownGroup(at, context.req.valid("param").group);
    return context.json(await at.actions.plan(group.id, context.req.valid("json"), localActor), 201);
  });

  const planned = createRoute({
    method: "get",
    path: "/api/plans/{id}",
    summary: "One plan, as it was made",
    request: { params: IdParam },
    responses: { 200: json(Plan, "The plan"), ...problem },
  });
  app.openapi(planned, async (context) =>
    context.json(await knownPlan(at, context.req.valid("param").id), 200),
  );

  const start = createRoute({
    method: "post",
    path: "/api/runs",
    summary: "Run a plan",
    request: { headers: KeyHeader, body: body(StartRun) },
    responses: { 202: json(Run, "The run, under way"), ...problem },
  });
  app.openapi(start, async (context) => {
    const key = context.req.valid("header")["idempotency-key"] ?? null;
    return context.json(await at.actions.start(context.req.valid("json"), localActor, key), 202);
  });

  const list = createRoute({
    method: "get",
    path: "/api/runs",
    summary: "Runs, newest first",
    description:
      "With `format`, or `Accept: text/csv`, all of them as a file; CSV as RFC 4180 has it, an apostrophe before what a spreadsheet would take for " +
      "a formula.",
    request: {
      query: z.object({
        group: GroupId.optional(),
        action: Action.optional(),
        state: RunState.optional(),
        actor: z.string().min(1).max(200).optional(),
        limit: count(1_000, 100),
        format: fileFormat("runs"),
      }),
    },
    responses: listAnswers(RunList, "The runs"),
  });
  app.openapi(list, async (context) => {
    const { group, action, state, actor, limit, format } = context.req.valid("query");
    const query = {
      ...(group !== undefined && { group }),
      ...(action !== undefined && { action }),
      ...(state !== undefined && { state }),
      ...(actor !== undefined && { actor }),
    };
    const file = wantedFile(context, format);
    if (file !== null) return runFile(at.store.runs, query, { format: file, most: null, nowMs: at.now() });
    const runs = await at.store.runs.list({ limit, ...query });
    return context.json({ runs }, 200);
  });

  const one = createRoute({
    method: "get",
    path: "/api/runs/{id}",
    summary: "One run, step by step",
    request: { params: IdParam },
    responses: { 200: json(Run, "The run"), ...problem },
  });
  app.openapi(one, async (context) => context.json(await knownRun(at, context.req.valid("param").id), 200));

  const cancel = createRoute({
    method: "post",
    path: "/api/runs/{id}/cancel",
    summary: "Stop a run before its next step",
    request: { params: IdParam },
    responses: { 200: json(Run, "The run"), ...problem },
  });
  app.openapi(cancel, async (context) => {
    const run = await knownRun(at, context.req.valid("param").id);
    const asked = await at.actions.cancel(run.id, localActor);
    at.drills.stop(run.id);
    return context.json(asked, 200);
  });

  const undo = createRoute({
    method: "post",
    path: "/api/runs/{id}/undo",
    summary: "Plan the way back from a run",
    request: { params: IdParam },
    responses: { 201: json(Plan, "The plan"), ...problem },
  });
  app.openapi(undo, async (context) => {
    const run = await knownRun(at, context.req.valid("param").id);
    return context.json(await at.actions.undo(run.id, localActor), 201);
  });
}
