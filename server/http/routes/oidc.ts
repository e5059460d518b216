import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { wayBack } from "@/lib/access/way-back";
import type { Oidc } from "@/server/auth/oidc";
import { dropPending, readPending, writePending } from "@/server/auth/oidc-cookie";
import { accountOf } from "@/server/auth/oidc-person";
import { notLocal } from "@/server/auth/refusals";
import { ProblemError } from "@/server/errors";
import type { ApiContext } from "../context";
import { problem } from "../responses";
import { fromOf } from "../who";
import { setSession } from "./access";

/** Where the provider sends browsers back to. */
export const oidcCallback = "/api/access/oidc/callback";

const redirect = (description: string) => ({ 302: { description } });

/**
 * Signing in by the OpenID provider. A browser is underway here, so what goes wrong is told to a page of ours, by its code:
 * `/login?problem=…`, or `/confirmed?problem=…` for a confirmation.
 */
export function oidcRoutes(app: OpenAPIHono, at: ApiContext, oidc: Oidc): void {
  const { auth, sites } = at;

  const start = createRoute({
    method: "get",
    path: "/api/access/oidc/start",
    summary: "Sign in by the OpenID provider, or, with `again`, prove there who is signed in here",
    request: {
      query: z.object({
        to: z.string().max(2_000).optional().openapi({ description: "The page to go to afterwards" }),
        again: z.enum(["true"]).optional(),
      }),
    },
    responses: { ...redirect("To the provider; where it cannot be asked, to the sign-in page"), ...problem },
  });
  app.openapi(start, async (context) => {
    const { to = null, again } = context.req.valid("query");
    const isAgain = again !== undefined;
    try {
      const { url, pending } = await oidc.begin({ to, again: isAgain ? await whoConfirms(context) : null });
      context.header("Set-Cookie", writePending(pending, auth.place));
      return context.redirect(url, 302);
    } catch (error) {
      return context.redirect(toldOn(error, { to: wayBack(to), isAgain }), 302);
    }
  });

  const callback = createRoute({
    method: "get",
    path: oidcCallback,
    summary: "Where the OpenID provider sends the browser back to; sets the session's cookie",
    description: "Takes what the provider puts into the query: `code` and `state`, or `error`.",
    responses: { ...redirect("To the page that was asked for, or to the sign-in page"), ...problem },
  });
  app.openapi(callback, async (context) => {
    const pending = readPending(context.req.header("cookie"), auth.place);
    const underway = oidc.underway(pending) ?? { to: "/", isAgain: false };
    context.header("Set-Cookie", dropPending(auth.place));
    try {
      const signIn = await oidc.finish(new URL(context.req.url).searchParams, pending);
      const user = await accountOf(signIn, { store: at.store.access, people: auth.people });
      const { confirmed, authTimeMs } = signIn;
      if (confirmed === null)
        setSession(context, at, await auth.signIns.begin(user, "provider", fromOf(at, context), authTimeMs));
      else if (authTimeMs !== null)
        await auth.signIns.confirmed(
          { actor: user.name, session: { id: confirmed, userId: user.id } },
          "provider",
          authTimeMs,
        );
      return context.redirect(`${sites.basePath}${signIn.to}`, 302);
    } catch (error) {
      if (error instanceof ProblemError && !noRefusal.has(error.code))
        auth.signIns.refused("provider", error.code, fromOf(at, context));
      return context.redirect(toldOn(error, underway), 302);
    }
  });

  /** @throws ProblemError `sign-in-required`, `no-password-here` for whoever is none of the provider's people. */
  async function whoConfirms(context: Context): Promise<{ person: string; session: string }> {
    const { session } = await at.gatekeeper.signedIn(context);
    const user = session === null ? null : await at.store.access.user(session.userId);
    if (session === null || user === null || user.subject === null) throw notLocal();
    return { person: user.subject, session: session.id };
  }

  /** The page that tells of a refusal, from which one can try again. @throws what is none */
  function toldOn(error: unknown, { to, isAgain }: { to: string; isAgain: boolean }): string {
    if (!(error instanceof ProblemError)) throw error;
    const page = isAgain && error.code !== "sign-in-required" ? "/confirmed" : "/login";
    const query = new URLSearchParams({ problem: error.code, ...(to !== "/" && { to }) });
    return `${sites.basePath}${page}?${query}`;
  }
}

/** Not worth a row of the audit: nobody was turned away who had proven anything, and anybody can ask for these. */
const noRefusal: ReadonlySet<string> = new Set(["sign-in-expired", "provider-unreachable", "store-failing"]);
