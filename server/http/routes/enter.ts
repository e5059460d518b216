import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { signInFailed } from "@/server/auth/refusals";
import type { ApiContext } from "../context";
import { problem } from "../responses";
import { fromOf } from "../who";
import { setSession } from "./access";

/** A path of our own: one slash, and no second one or backslash after it, which browsers take for another host. */
const OwnPath = z
  .string()
  .regex(/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/, { error: "allowed: a path of this page" });

/** Only in the demo: the link that it prints signs in whoever has it, for as long as the demo runs. */
export function enterRoute(app: OpenAPIHono, at: ApiContext): void {
  const enter = createRoute({
    method: "get",
    path: "/enter",
    summary: "Sign in by the demo's link",
    request: { query: z.object({ key: z.string().max(100), to: OwnPath.prefault("/") }) },
    responses: { 303: { description: "To the page; sets the session's cookie" }, ...problem },
  });
  app.openapi(enter, async (context) => {
    const { key, to } = context.req.valid("query");
    const secret = await at.auth.enterDemo(key, fromOf(at, context));
    if (secret === null)
      throw signInFailed("This link is of another demo. The one that runs has printed its own.");
    setSession(context, at, secret);
    return context.redirect(`${at.sites.basePath}${to}`, 303);
  });
}
