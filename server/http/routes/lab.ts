import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import {
  AllowLab,
  ChangeLink,
  Experiment,
  ExperimentList,
  ExperimentState,
  GroupId,
  Lab,
  LabKind,
  type LabPlace,
  StartExperiment,
} from "@/lib/contract";
import type { ApiContext } from "../context";
import { experimentFile } from "../experiment-file";
import { fileFormat, listAnswers, wantedFile } from "../list-query";
import { knownExperiment, knownGroup } from "../lookup";
import { body, count, GroupParam, IdParam, json, noContent, problem } from "../responses";
import { type Asking, requireConfirmed } from "../who";

/** An experiment's place in the list, as the page before ends with. */
const Cursor = z
  .string()
  .regex(/^\d{1,15}_[0-9a-f-]{36}$/, {
    error: "allowed: the start in Unix milliseconds, _, the id of the last one",
  })
  .transform((text) => ({
    startedMs: Number(text.slice(0, text.indexOf("_"))),
    id: text.slice(text.indexOf("_") + 1),
  }))
  .openapi({
    type: "string",
    description: "Only those below this one: its start in Unix milliseconds, _, its id",
  });

/** What was measured, what may be, and where. */
export function labRoutes(app: OpenAPIHono, at: ApiContext): void {
  const lab = createRoute({
    method: "get",
    path: "/api/lab",
    summary: "Where experiments may run, and whether one does",
    responses: { 200: json(Lab, "The places"), ...problem },
  });
  app.openapi(lab, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const state = await at.lab.state();
    const running = state.running === null ? null : await at.lab.get(state.running);
    return context.json(
      {
        ...state,
        groups: state.groups.filter(({ group }) => who.sees(group)),
        running: running !== null && who.sees(groupOf(running.where)) ? running.id : null,
      },
      200,
    );
  });

  const allowThrowaway = createRoute({
    method: "post",
    path: "/api/lab/throwaway",
    summary: "Allow experiments on servers that Tidemark starts on its own machine, or forbid them",
    request: { body: body(AllowLab) },
    responses: { ...noContent, ...problem },
  });
  app.openapi(allowThrowaway, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    who.demand("admin", null);
    requireConfirmed(who, at.now());
    await at.lab.allow({ place: "throwaway" }, context.req.valid("json").allowed, who.actor);
    return context.body(null, 204);
  });

  const allowGroup = createRoute({
    method: "post",
    path: "/api/groups/{group}/lab",
    summary: "Allow experiments in a group, or forbid them",
    description:
      "They write keys that begin with `tidemark:lab:`, each with an expiry, within the limits that GET /api/lab tells, and remove them.",
    request: { params: GroupParam, body: body(AllowLab) },
    responses: { ...noContent, ...problem },
  });
  app.openapi(allowGroup, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const { id } = knownGroup(at, who, context.req.valid("param").group, "admin");
    requireConfirmed(who, at.now());
    await at.lab.allow({ place: "group", group: id }, context.req.valid("json").allowed, who.actor);
    return context.body(null, 204);
  });

  const list = createRoute({
    method: "get",
    path: "/api/lab/experiments",
    summary: "Experiments, newest first",
    request: {
      query: z.object({
        kind: LabKind.optional(),
        group: GroupId.optional(),
        place: z.enum(["throwaway"]).optional(),
        state: ExperimentState.optional(),
        limit: count(500, 100),
        below: Cursor.optional(),
      }),
    },
    responses: { 200: json(ExperimentList, "The experiments"), ...problem },
  });
  app.openapi(list, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const { kind, group, place, state, limit, below } = context.req.valid("query");
    if (group !== undefined) knownGroup(at, who, group);
    const experiments = await at.store.experiments.list({
      ...(kind !== undefined && { kind }),
      ...(place !== undefined && { place }),
      ...(group !== undefined && { place: { group } }),
      ...(state !== undefined && { state }),
      ...(below !== undefined && { below }),
      ...(who.seen !== null && { seen: who.seen }),
      limit,
    });
    return context.json({ experiments }, 200);
  });

  const start = createRoute({
    method: "post",
    path: "/api/lab/experiments",
    summary: "Measure something",
    description: "One experiment runs at a time, for two would measure each other.",
    request: { body: body(StartExperiment) },
    responses: { 202: json(Experiment, "The experiment, under way"), ...problem },
  });
  app.openapi(start, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const request = context.req.valid("json");
    requireOperator(at, who, request.where);
    return context.json(await at.lab.start(request, who.actor), 202);
  });

  const one = createRoute({
    method: "get",
    path: "/api/lab/experiments/{id}",
    summary: "One experiment, with what it has measured",
    description:
      "With `format`, or `Accept: text/csv`, as a file: its figures as CSV, or the whole of it as JSON.",
    request: { params: IdParam, query: z.object({ format: fileFormat("figures") }) },
    responses: listAnswers(Experiment, "The experiment"),
  });
  app.openapi(one, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const experiment = await knownExperiment(at, who, context.req.valid("param").id);
    const file = wantedFile(context, context.req.valid("query").format);
    return file === null ? context.json(experiment, 200) : experimentFile(experiment, file);
  });

  const stop = createRoute({
    method: "post",
    path: "/api/lab/experiments/{id}/stop",
    summary: "Stop an experiment: it ends soon, keeps what it has measured, and removes what it wrote",
    request: { params: IdParam },
    responses: { 202: json(Experiment, "The experiment"), ...problem },
  });
  app.openapi(stop, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const { id } = await knownExperiment(at, who, context.req.valid("param").id, "operator");
    return context.json(at.lab.stop(id), 202);
  });

  const links = createRoute({
    method: "post",
    path: "/api/lab/experiments/{id}/links",
    summary: "Delay, slow, hold or cut the link of a replica that was started for this experiment",
    request: { params: IdParam, body: body(ChangeLink) },
    responses: { 200: json(Experiment, "The experiment, with its links as they are now"), ...problem },
  });
  app.openapi(links, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const { id } = await knownExperiment(at, who, context.req.valid("param").id, "operator");
    return context.json(at.lab.changeLink(id, context.req.valid("json")), 200);
  });

  const remove = createRoute({
    method: "delete",
    path: "/api/lab/experiments/{id}",
    summary: "Delete an experiment that has ended, with what it has measured",
    request: { params: IdParam },
    responses: { ...noContent, ...problem },
  });
  app.openapi(remove, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const experiment = await knownExperiment(at, who, context.req.valid("param").id, "operator");
    await at.lab.remove(experiment, who.actor);
    return context.body(null, 204);
  });
}

const groupOf = (where: LabPlace): string | null => (where.place === "group" ? where.group : null);

function requireOperator(at: ApiContext, who: Asking, where: LabPlace): void {
  if (where.place === "group") knownGroup(at, who, where.group, "operator");
  else who.demand("operator", null);
}
