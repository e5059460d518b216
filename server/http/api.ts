import { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiContext } from "./context";
import { denyOrigins } from "./denied-origins";
import { changeGuard, securityHeaders, sizeGuard } from "./guards";
import { answerError, badRequest, notFound, problemResponse } from "./problems";
import { accessRoutes } from "./routes/access";
import { aftermathRoutes } from "./routes/aftermath";
import { auditRoutes } from "./routes/audit";
import { backupRoutes } from "./routes/backups";
import { demoRoutes } from "./routes/demo";
import { enterRoute } from "./routes/enter";
import { eventRoutes } from "./routes/events";
import { groupRoutes } from "./routes/groups";
import { guideRoutes } from "./routes/guide";
import { healthRoutes } from "./routes/health";
import { historyRoutes } from "./routes/history";
import { instanceRoutes } from "./routes/instances";
import { keepRoutes } from "./routes/keep";
import { labRoutes } from "./routes/lab";
import { oidcRoutes } from "./routes/oidc";
import { pastRoutes } from "./routes/past";
import { runRoutes } from "./routes/runs";
import { selfRoutes } from "./routes/self";
import { tokenRoutes } from "./routes/tokens";
import { userRoutes } from "./routes/users";

/**
 * Everything under `/api`, and `/metrics`. One schema for each route validates it, types it and documents it.
 * Every refusal is `application/problem+json`.
 */
export function createApi(at: ApiContext): OpenAPIHono {
  const app = new OpenAPIHono({
    defaultHook: (result) => {
      if (!result.success) throw badRequest(result.error, result.target);
    },
  });
  app.onError((error, context) => answerError(error, context, at.log));
  app.notFound(() =>
    problemResponse(
      // What nobody knows is not repeated, here or below: it may be a password in the wrong place.
      notFound("There is no such path, or not with this method. See /api/openapi.json."),
    ),
  );
  app.use(securityHeaders);
  app.use(changeGuard(at.sites, denyOrigins(at.store.audit, at)));
  app.use(sizeGuard);

  healthRoutes(app, at);
  groupRoutes(app, at);
  instanceRoutes(app, at);
  historyRoutes(app, at);
  eventRoutes(app, at);
  auditRoutes(app, at);
  pastRoutes(app, at);
  guideRoutes(app, at);
  runRoutes(app, at);
  aftermathRoutes(app, at);
  backupRoutes(app, at);
  keepRoutes(app, at);
  labRoutes(app, at);
  if (at.demo !== null) demoRoutes(app, at, at.demo.demo, at.demo.group);

  accessRoutes(app, at);
  if (at.oidc !== null) oidcRoutes(app, at, at.oidc);
  userRoutes(app, at);
  tokenRoutes(app, at);
  if (at.auth.demoKey !== null) enterRoute(app, at);

  selfRoutes(app, at);
  return app;
}
