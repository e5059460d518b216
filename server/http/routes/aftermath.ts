import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { AftermathAnswer } from "@/lib/contract";
import type { ApiContext } from "../context";
import { knownGroup } from "../lookup";
import { GroupParam, json, problem } from "../responses";

export function aftermathRoutes(app: OpenAPIHono, at: ApiContext): void {
  const route = createRoute({
    method: "get",
    path: "/api/groups/{group}/aftermath",
    summary:
      "What the last promotion left behind: its loss, a returned old primary, clients that stay where it was",
    description: "As last read: the server looks at the demoted instance every 2 s until it is quiet.",
    request: { params: GroupParam },
    responses: { 200: json(AftermathAnswer, "Null: no promotion was seen in the last day"), ...problem },
  });
  app.openapi(route, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const group = knownGroup(at, who, context.req.valid("param").group);
    return context.json({ aftermath: await at.aftermaths.of(group.id) }, 200);
  });
}
