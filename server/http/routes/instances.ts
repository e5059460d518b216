import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { ClientList, InstanceDetail, UpstreamList, WhatIf } from "@/lib/contract";
import { parseInfo } from "@/lib/info/parse";
import { whatIf } from "@/lib/plan";
import { upstreamOptions } from "@/lib/plan/upstreams";
import { listClients } from "@/server/clients/read";
import { ProblemError } from "@/server/errors";
import type { ApiContext } from "../context";
import { knownInstance } from "../lookup";
import { notFound } from "../problems";
import { InstanceParam, json, problem } from "../responses";

export function instanceRoutes(app: OpenAPIHono, at: ApiContext): void {
  const route = createRoute({
    method: "get",
    path: "/api/instances/{id}",
    summary: "One instance, with the INFO fields and settings it was last read with",
    request: { params: InstanceParam },
    responses: { 200: json(InstanceDetail, "The instance"), ...problem },
  });
  app.openapi(route, async (context) => {
    const { id } = context.req.valid("param");
    const who = await at.gatekeeper.signedIn(context);
    const { group, instance } = knownInstance(at, who, id);
    const slow = at.fleet.members(group.id).get(id)?.slow ?? null;
    const fields = parseInfo(slow?.text ?? "");
    const detail: InstanceDetail = {
      ...instance,
      info: fields.ok ? Object.fromEntries(fields.value) : {},
      config: slow?.config ? Object.fromEntries(slow.config) : null,
    };
    return context.json(detail, 200);
  });
  const upstreams = createRoute({
    method: "get",
    path: "/api/instances/{id}/upstreams",
    summary: "What it would cost this instance to follow each other one of its group",
    description: "As of the newest samples; a plan reads anew.",
    request: { params: InstanceParam },
    responses: { 200: json(UpstreamList, "By name"), ...problem },
  });
  app.openapi(upstreams, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const { group, instance } = knownInstance(at, who, context.req.valid("param").id);
    return context.json({ upstreams: upstreamOptions(group, instance) }, 200);
  });

  const clients = createRoute({
    method: "get",
    path: "/api/instances/{id}/clients",
    summary: "Who is connected to this instance now, and how many writes it has refused",
    description: "Asks the instance: CLIENT LIST and INFO. 503 `clients-unknown` where it does not say.",
    request: { params: InstanceParam },
    responses: { 200: json(ClientList, "Applications first, the most active of them first"), ...problem },
  });
  app.openapi(clients, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const { instance } = knownInstance(at, who, context.req.valid("param").id);
    const list = await listClients(at.fleet, instance.id, at.now());
    if (list === null)
      throw new ProblemError(
        503,
        "clients-unknown",
        "The instance does not say who is connected",
        `${instance.id} did not answer CLIENT LIST: it cannot be reached, Tidemark's user lacks +client|list there, or it has more than 10,000 connections.`,
      );
    return context.json(list, 200);
  });

  const whatIfRoute = createRoute({
    method: "get",
    path: "/api/instances/{id}/what-if",
    summary: "What the death of this instance would cost now",
    description: "As of the newest samples, from the plan that would then be made. Nothing is executed.",
    request: { params: InstanceParam },
    responses: { 200: json(WhatIf, "What would follow"), ...problem },
  });
  app.openapi(whatIfRoute, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const { group, instance } = knownInstance(at, who, context.req.valid("param").id);
    const readings = {
      group,
      members: at.fleet.members(group.id),
      resolve: at.fleet.resolver(group.id),
      nowMs: at.now(),
    };
    const told = whatIf(readings, instance.id);
    if (told === null) throw notFound(`No group has an instance ${instance.id}.`);
    return context.json(told, 200);
  });
}
