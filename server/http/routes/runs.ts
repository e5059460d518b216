import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { Action, GroupId, Plan, PlanRequest, Run, RunList, RunState, StartRun } from "@/lib/contract";
import { admitRun, admitSource, seenRun } from "../admit-run";
import type { ApiContext } from "../context";
import { fileFormat, listAnswers, wantedFile } from "../list-query";
import { knownGroup, knownPlan, knownRun, seenGroups } from "../lookup";
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
    const who = await at.gatekeeper.signedIn(context);
    const group = knownGroup(at, who, context.req.valid("param").group, "operator");
    const request = context.req.valid("json");
    await admitSource(at, who, request);
    return context.json(await at.actions.plan(group.id, request, who.actor), 201);
  });

  const planned = createRoute({
    method: "get",
    path: "/api/plans/{id}",
    summary: "One plan, as it was made",
    request: { params: IdParam },
    responses: { 200: json(Plan, "The plan"), ...problem },
  });
  app.openapi(planned, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    return context.json(await knownPlan(at, who, context.req.valid("param").id), 200);
  });

  const start = createRoute({
    method: "post",
    path: "/api/runs",
    summary: "Run a plan",
    request: { headers: KeyHeader, body: body(StartRun) },
    responses: { 202: json(Run, "The run, under way"), ...problem },
  });
  app.openapi(start, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const given = context.req.valid("header")["idempotency-key"];
    // Keys are each caller's own: nobody is shown another one's run by a guess.
    const key = given === undefined ? null : `${who.actor} ${given}`;
    const request = context.req.valid("json");
    await admitRun(at, who, request);
    return context.json(seenRun(who, await at.actions.start(request, who.actor, key)), 202);
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
    const who = await at.gatekeeper.signedIn(context);
    const { group, action, state, actor, limit, format } = context.req.valid("query");
    const groups = seenGroups(who, group);
    const query = {
      ...(groups !== null && { groups }),
      ...(action !== undefined && { action }),
      ...(state !== undefined && { state }),
      ...(actor !== undefined && { actor }),
    };
    const file = wantedFile(context, format);
    if (file !== null)
      return runFile(at.store.runs, query, {
        format: file,
        most: null,
        nowMs: at.now(),
        mayStill: at.gatekeeper.still(context, who.isSame),
      });
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
  app.openapi(one, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    return context.json(await knownRun(at, who, context.req.valid("param").id), 200);
  });

  const cancel = createRoute({
    method: "post",
    path: "/api/runs/{id}/cancel",
    summary: "Stop a run before its next step",
    request: { params: IdParam },
    responses: { 200: json(Run, "The run"), ...problem },
  });
  app.openapi(cancel, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const run = await knownRun(at, who, context.req.valid("param").id, "operator");
    const asked = await at.actions.cancel(run.id, who.actor);
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
    const who = await at.gatekeeper.signedIn(context);
    const run = await knownRun(at, who, context.req.valid("param").id, "operator");
    return context.json(await at.actions.undo(run.id, who.actor), 201);
  });
}
