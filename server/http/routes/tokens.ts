import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { AddToken, ApiTokenList, NewToken } from "@/lib/contract";
import type { ApiContext } from "../context";
import { body, IdParam, json, noContent, problem } from "../responses";
import { requireConfirmed } from "../who";

/** Tokens for programs: for admins of all groups. */
export function tokenRoutes(app: OpenAPIHono, at: ApiContext): void {
  const { tokens } = at.auth;

  const list = createRoute({
    method: "get",
    path: "/api/tokens",
    summary: "API tokens, those of the settings first",
    responses: { 200: json(ApiTokenList, "The tokens, without their secrets"), ...problem },
  });
  app.openapi(list, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    who.demand("admin", null);
    return context.json({ tokens: await tokens.list() }, 200);
  });

  const add = createRoute({
    method: "post",
    path: "/api/tokens",
    summary: "A token for a program; its secret is in this answer and nowhere else",
    request: { body: body(AddToken) },
    responses: { 201: json(NewToken, "The token"), ...problem },
  });
  app.openapi(add, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    who.demand("admin", null);
    requireConfirmed(who, at.now());
    return context.json(await tokens.add(context.req.valid("json"), who), 201);
  });

  const remove = createRoute({
    method: "delete",
    path: "/api/tokens/{id}",
    summary: "End a token",
    request: { params: IdParam },
    responses: { ...noContent, ...problem },
  });
  app.openapi(remove, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    who.demand("admin", null);
    requireConfirmed(who, at.now());
    await tokens.remove(context.req.valid("param").id, who);
    return context.body(null, 204);
  });
}
