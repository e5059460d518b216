import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { AddUser, ChangeUser, Invitation, User, UserList } from "@/lib/contract";
import type { Link } from "@/server/auth/people";
import type { ApiContext } from "../context";
import { body, IdParam, json, noContent, problem } from "../responses";
import { requireConfirmed } from "../who";

/** Who can sign in: for admins of all groups. */
export function userRoutes(app: OpenAPIHono, at: ApiContext): void {
  const { people } = at.auth;
  const invitation = ({ user, link }: { user: User; link: Link }): Invitation => ({
    user,
    link: setUpUrl(at.sites.publicUrl, link),
    expiresAt: link.expiresAt,
  });

  const list = createRoute({
    method: "get",
    path: "/api/users",
    summary: "Everybody who can sign in",
    responses: { 200: json(UserList, "By name"), ...problem },
  });
  app.openapi(list, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    who.demand("admin", null);
    return context.json({ users: await people.list() }, 200);
  });

  const add = createRoute({
    method: "post",
    path: "/api/users",
    summary: "Invite somebody: the link in the answer, shown this once, lets them set their password",
    request: { body: body(AddUser) },
    responses: { 201: json(Invitation, "The account and its link"), ...problem },
  });
  app.openapi(add, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    who.demand("admin", null);
    requireConfirmed(who, at.now());
    return context.json(invitation(await people.add(context.req.valid("json"), who)), 201);
  });

  const change = createRoute({
    method: "post",
    path: "/api/users/{id}",
    summary: "Change what somebody may do, disable them, or take away a lost second factor",
    description: "Their open pages hear of it within 2 s.",
    request: { params: IdParam, body: body(ChangeUser) },
    responses: { 200: json(User, "The account"), ...problem },
  });
  app.openapi(change, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    who.demand("admin", null);
    requireConfirmed(who, at.now());
    const { id } = context.req.valid("param");
    return context.json(await people.change(id, context.req.valid("json"), who), 200);
  });

  const link = createRoute({
    method: "post",
    path: "/api/users/{id}/link",
    summary: "A new link for somebody's password, in place of an older one",
    request: { params: IdParam },
    responses: { 201: json(Invitation, "The account and its link"), ...problem },
  });
  app.openapi(link, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    who.demand("admin", null);
    requireConfirmed(who, at.now());
    return context.json(invitation(await people.link(context.req.valid("param").id, who)), 201);
  });

  const remove = createRoute({
    method: "delete",
    path: "/api/users/{id}",
    summary: "Remove an account, with its sessions and links",
    request: { params: IdParam },
    responses: { ...noContent, ...problem },
  });
  app.openapi(remove, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    who.demand("admin", null);
    requireConfirmed(who, at.now());
    await people.remove(context.req.valid("param").id, who);
    return context.body(null, 204);
  });
}

/** The secret stands after the `#`, which browsers keep to themselves: no log of any server or proxy has it. */
export const setUpUrl = (publicUrl: string, { token }: Link): string => `${publicUrl}/setup#${token}`;
