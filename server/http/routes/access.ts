import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import {
  Access,
  ChangePassword,
  ConfirmIdentity,
  Identity,
  LinkAnswer,
  LinkQuestion,
  RecoveryCodes,
  SessionList,
  SetUp,
  SignIn,
  TotpCode,
  TotpSecret,
} from "@/lib/contract";
import { dropCookie, writeCookie } from "@/server/auth/cookie";
import { signInRequired } from "@/server/auth/refusals";
import type { ApiContext } from "../context";
import { notFound } from "../problems";
import { body, IdParam, json, noContent, problem } from "../responses";
import { askerOf, fromOf, requireConfirmed } from "../who";

/** Signing in and out, and one's own account. */
export function accessRoutes(app: OpenAPIHono, at: ApiContext): void {
  const { auth } = at;
  const { signIns, people } = auth;

  /** The answer sets the cookie, and says who its bearer is. */
  async function asBearer(context: Context, secret: string): Promise<Identity> {
    setSession(context, at, secret);
    const cookie = `${writeCookie(secret, auth.place, 1).split(";")[0]}`;
    const { peer, header } = askerOf(context);
    const who = await auth.identify({
      peer,
      rawHeaders: [],
      header: (name) => (name === "cookie" ? cookie : name === "authorization" ? undefined : header(name)),
    });
    if (who === null) throw signInRequired();
    return who.identity;
  }

  const access = createRoute({
    method: "get",
    path: "/api/access",
    summary: "Who asks, and how one can sign in here",
    responses: { 200: json(Access, "Who asks; null: nobody known"), ...problem },
  });
  app.openapi(access, async (context) => {
    const who = await at.gatekeeper.whoever(context);
    const answer: Access = {
      you: who?.identity ?? null,
      accounts: await auth.accounts(),
      provider: at.provider,
    };
    return context.json(answer, 200);
  });

  const signIn = createRoute({
    method: "post",
    path: "/api/access/sign-in",
    summary: "Sign in with a password; the answer sets the session's cookie",
    description: "401 `code-required`: the password is right, and a code is needed with it.",
    request: { body: body(SignIn) },
    responses: { 200: json(Identity, "Who is signed in now"), ...problem },
  });
  app.openapi(signIn, async (context) =>
    context.json(
      await asBearer(context, await signIns.signIn(context.req.valid("json"), fromOf(at, context))),
      200,
    ),
  );

  const link = createRoute({
    method: "post",
    path: "/api/access/link",
    summary: "What a one-use link is for",
    request: { body: body(LinkQuestion) },
    responses: { 200: json(LinkAnswer, "What it is for, and for whom"), ...problem },
  });
  app.openapi(link, async (context) =>
    context.json(await people.lookAt(context.req.valid("json").token), 200),
  );

  const setUp = createRoute({
    method: "post",
    path: "/api/access/setup",
    summary: "Set the password that a one-use link is for, and sign in",
    request: { body: body(SetUp) },
    responses: { 201: json(Identity, "Who is signed in now"), ...problem },
  });
  app.openapi(setUp, async (context) =>
    context.json(
      await asBearer(context, await people.setUp(context.req.valid("json"), fromOf(at, context))),
      201,
    ),
  );

  const signOut = createRoute({
    method: "post",
    path: "/api/access/sign-out",
    summary: "End this session",
    responses: { ...noContent, ...problem },
  });
  app.openapi(signOut, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    await signIns.signOut(who);
    context.header("Set-Cookie", dropCookie(auth.place));
    context.header("Clear-Site-Data", '"cache"');
    return context.body(null, 204);
  });

  const confirm = createRoute({
    method: "post",
    path: "/api/access/confirm",
    summary: "Prove once more who is signed in: dangerous actions ask for it 5 minutes after the last time",
    request: { body: body(ConfirmIdentity) },
    responses: { 200: json(Identity, "Until when it counts is in `confirmedUntil`"), ...problem },
  });
  app.openapi(confirm, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    await signIns.confirm(who, context.req.valid("json"), fromOf(at, context));
    return context.json((await at.gatekeeper.signedIn(context)).identity, 200);
  });

  const password = createRoute({
    method: "post",
    path: "/api/access/password",
    summary: "Change one's own password; all other sessions end",
    request: { body: body(ChangePassword) },
    responses: { ...noContent, ...problem },
  });
  app.openapi(password, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    await signIns.changePassword(who, context.req.valid("json"), fromOf(at, context));
    return context.body(null, 204);
  });

  const totp = createRoute({
    method: "post",
    path: "/api/access/totp",
    summary: "A secret for an authenticator (RFC 6238), which counts once a code of it was given",
    responses: { 201: json(TotpSecret, "Shown this once"), ...problem },
  });
  app.openapi(totp, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    requireConfirmed(who, at.now());
    return context.json(await signIns.newTotp(who), 201);
  });

  const confirmTotp = createRoute({
    method: "post",
    path: "/api/access/totp/confirm",
    summary: "From now on a code is asked at each sign-in",
    request: { body: body(TotpCode) },
    responses: {
      200: json(RecoveryCodes, "Each works once in place of a code; shown this once"),
      ...problem,
    },
  });
  app.openapi(confirmTotp, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    return context.json(await signIns.setTotp(who, context.req.valid("json").code), 200);
  });

  const removeTotp = createRoute({
    method: "post",
    path: "/api/access/totp/remove",
    summary: "Ask for no code any more",
    request: { body: body(ConfirmIdentity) },
    responses: { ...noContent, ...problem },
  });
  app.openapi(removeTotp, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    await signIns.removeTotp(who, context.req.valid("json"), fromOf(at, context));
    return context.body(null, 204);
  });

  const sessions = createRoute({
    method: "get",
    path: "/api/access/sessions",
    summary: "One's own sessions, the last used first",
    responses: { 200: json(SessionList, "The sessions"), ...problem },
  });
  app.openapi(sessions, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    return context.json({ sessions: await signIns.sessions(who) }, 200);
  });

  const endSession = createRoute({
    method: "delete",
    path: "/api/access/sessions/{id}",
    summary: "End one of one's own sessions",
    request: { params: IdParam },
    responses: { ...noContent, ...problem },
  });
  app.openapi(endSession, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const { id } = context.req.valid("param");
    if (!(await signIns.endSession(who, id))) throw notFound(`You have no session ${id}.`);
    return context.body(null, 204);
  });
}

/** Gives a session's cookie to whoever asked. */
export const setSession = (context: Context, { auth }: Pick<ApiContext, "auth">, secret: string): void =>
  context.header("Set-Cookie", writeCookie(secret, auth.place, Math.floor(auth.session.longestMs / 1000)), {
    append: true,
  });
