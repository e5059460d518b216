import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { ApiContext } from "../context";
import { describeApi } from "../openapi/describe";
import { json, problem } from "../responses";

/** What Tidemark tells of itself: its metrics, and the description of this API. Registered last, so that it has all of it. */
export function selfRoutes(app: OpenAPIHono, at: ApiContext): void {
  const metrics = createRoute({
    method: "get",
    path: "/metrics",
    summary: "Everything that is measured, for Prometheus",
    responses: {
      200: { description: "Prometheus text format 0.0.4", content: { "text/plain": { schema: z.string() } } },
      ...problem,
    },
  });
  app.openapi(metrics, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    who.demand("viewer", null);
    const { text, contentType } = await at.metrics();
    return context.text(text, 200, { "Content-Type": contentType });
  });

  const description = createRoute({
    method: "get",
    path: "/api/openapi.json",
    summary: "This description",
    responses: {
      200: json(z.looseObject({ openapi: z.string() }).meta({ id: "OpenApi" }), "OpenAPI 3.1"),
      ...problem,
    },
  });
  app.openAPIRegistry.registerPath(description);
  app.get(description.path, async (context) => {
    await at.gatekeeper.signedIn(context);
    const document = app.getOpenAPI31Document({
      openapi: "3.1.0",
      info: {
        title: "Tidemark",
        version: at.version,
        description:
          "Redis and Valkey replication: who follows whom, how far behind, and actions that are planned, run and proven. " +
          "Every call needs a session of the page or an API token (Authorization: Bearer tdm_…). What changes anything needs " +
          "Content-Type: application/json and, without a token, an Origin equal to public-url.",
        license: { name: "MIT" },
      },
      servers: [{ url: at.sites.publicUrl }],
    });
    return context.json(describeApi(document));
  });
}
