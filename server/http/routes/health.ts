import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { Health } from "@/lib/contract";
import type { ApiContext } from "../context";
import { json, problem } from "../responses";

export function healthRoutes(app: OpenAPIHono, at: ApiContext): void {
  const route = createRoute({
    method: "get",
    path: "/api/health",
    summary: "How Tidemark itself is",
    responses: {
      200: json(Health, "degraded: an instance cannot be reached, or something is wrong with the store"),
      ...problem,
    },
  });
  app.openapi(route, async (context) => {
    // Open to everybody, so that whatever watches processes can ask. Words that name folders are for those who are signed in.
    const who = await at.gatekeeper.whoever(context).catch(() => null);
    const groups = at.fleet.groups();
    const instances = groups.flatMap((group) => group.instances);
    const reachable = instances.filter((instance) => instance.reachable).length;
    const store = await at.store.health();
    const storeProblem = at.store.trouble();
    const health: Health = {
      status: storeProblem === null && store === "ok" && reachable === instances.length ? "ok" : "degraded",
      version: at.version,
      uptimeSeconds: Math.floor((at.now() - at.startedMs) / 1000),
      instances: { total: instances.length, reachable },
      cutOff: groups.some(({ findings }) => findings.some(({ code }) => code === "poller-cut-off")),
      store,
      storeProblem: who === null ? null : storeProblem,
      actions: who === null ? { enabled: at.gate.enabled, reason: null } : at.gate,
      pollIntervalMs: at.settings.poll.intervalMs,
      demo: at.demo !== null,
      historyKeepMs: Math.max(...at.settings.history.keep.map(({ keepMs }) => keepMs)),
      backups: { maxAgeSeconds: at.backupAsked.maxAgeMs / 1000, scheduled: at.backupAsked.scheduled },
      lag: at.settings.lag,
    };
    return context.json(health, 200);
  });
}
