import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { AddGroup, CandidateList, Group, GroupList, Lineage, NamedInstance } from "@/lib/contract";
import { summarise } from "@/lib/group/summary";
import { factsOf, rankCandidates } from "@/lib/plan/candidates";
import { lineageOf } from "@/lib/plan/lineage";
import { groupBusy, ProblemError } from "@/server/errors";
import { type ApiContext, writeDown } from "../context";
import { knownGroup } from "../lookup";
import { notFound } from "../problems";
import { body, GroupParam, json, noContent, problem } from "../responses";

export function groupRoutes(app: OpenAPIHono, at: ApiContext): void {
  const list = createRoute({
    method: "get",
    path: "/api/groups",
    summary: "All groups, worst first",
    responses: { 200: json(GroupList, "The groups"), ...problem },
  });
  app.openapi(list, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const seen = at.fleet.groups().filter(({ id }) => who.sees(id));
    return context.json({ groups: seen.map(summarise) }, 200);
  });

  const one = createRoute({
    method: "get",
    path: "/api/groups/{group}",
    summary: "One group with its instances and findings",
    request: { params: GroupParam },
    responses: { 200: json(Group, "The group"), ...problem },
  });
  app.openapi(one, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    return context.json(knownGroup(at, who, context.req.valid("param").group), 200);
  });

  const lineage = createRoute({
    method: "get",
    path: "/api/groups/{group}/lineage",
    summary:
      "The histories the members count in, where they part, and what each would lose by following the primary",
    request: { params: GroupParam },
    responses: { 200: json(Lineage, "The histories as a tree"), ...problem },
  });
  app.openapi(lineage, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    return context.json(lineageOf(knownGroup(at, who, context.req.valid("param").group)), 200);
  });

  const candidates = createRoute({
    method: "get",
    path: "/api/groups/{group}/candidates",
    summary: "Every replica of the group as the next primary, best first, with the reasons",
    request: { params: GroupParam },
    responses: { 200: json(CandidateList, "Best first"), ...problem },
  });
  app.openapi(candidates, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const group = knownGroup(at, who, context.req.valid("param").group);
    const pauseSeconds = at.settings.actions.failoverTimeoutMs / 1000;
    const facts = factsOf(at.fleet.members(group.id), pauseSeconds);
    return context.json({ candidates: rankCandidates(group, facts) }, 200);
  });

  const add = createRoute({
    method: "post",
    path: "/api/groups",
    summary: "Watch the group that these addresses belong to",
    request: { body: body(AddGroup) },
    responses: { 201: json(Group, "The group, before its first sample"), ...problem },
  });
  app.openapi(add, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    who.demand("admin", null);
    const request = context.req.valid("json");
    requirePem(request);
    const group = await at.fleet.addGroup(request);
    try {
      const detail = { name: request.name };
      await writeDown(at, who, { kind: "group-added", group: group.id, instance: null, detail });
      await at.store.groups.add(request);
    } catch (error) {
      await at.fleet.removeGroup(group.id);
      throw error;
    }
    at.log.info({ group: group.id }, "a group was added");
    return context.json(group, 201);
  });

  const remove = createRoute({
    method: "delete",
    path: "/api/groups/{group}",
    summary: "Forget a group; its servers are not touched",
    description: "A group that the settings file names comes back with the next start.",
    request: { params: GroupParam },
    responses: { ...noContent, ...problem },
  });
  app.openapi(remove, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const group = knownGroup(at, who, context.req.valid("param").group);
    who.demand("admin", null);
    if (group.run !== null) throw groupBusy(group.id, group.run);
    await writeDown(at, who, {
      kind: "group-removed",
      group: group.id,
      instance: null,
      detail: { name: group.name },
    });
    await at.store.groups.remove(group.name);
    await at.fleet.removeGroup(group.id);
    at.log.info({ group: group.id }, "a group was forgotten");
    return context.body(null, 204);
  });

  const forget = createRoute({
    method: "delete",
    path: "/api/groups/{group}/instances/{id}",
    summary: "Stop showing an instance that does not answer",
    description: "It comes back when another instance names it again.",
    request: { params: GroupParam.extend({ id: NamedInstance }) },
    responses: { ...noContent, ...problem },
  });
  app.openapi(forget, async (context) => {
    const { group: groupId, id } = context.req.valid("param");
    const who = await at.gatekeeper.signedIn(context);
    const instance = knownGroup(at, who, groupId, "admin").instances.find((one) => one.id === id);
    if (instance === undefined) throw notFound(`Group ${groupId} has no such instance.`);
    at.fleet.forget(groupId, id);
    await writeDown(at, who, { kind: "instance-forgotten", group: groupId, instance: id, detail: {} });
    return context.body(null, 204);
  });
}

/** Certificates come as text: a path would have Tidemark read files for whoever can reach the API. */
function requirePem({ tls }: AddGroup): void {
  for (const name of ["ca", "cert", "key"] as const) {
    const given = tls?.[name];
    if (given === undefined || given.includes("-----BEGIN ")) continue;
    throw new ProblemError(
      400,
      "bad-request",
      "The request is not valid",
      `tls.${name} must be PEM text. A path to a file is possible in the settings file alone.`,
      { errors: [`json.tls.${name}: must be PEM text`] },
    );
  }
}
