import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { DemoState, Fault } from "@/lib/contract";
import type { Demo } from "@/server/ports";
import type { ApiContext } from "../context";
import { knownGroup } from "../lookup";
import { body, json, problem } from "../responses";

const told: Record<Fault["fault"], string> = {
  pause: "paused (SIGSTOP)",
  resume: "resumed (SIGCONT)",
  kill: "killed (SIGKILL)",
  restart: "restarted",
  cut: "cut off from its upstream",
  mend: "joined to its upstream again",
};

/** Only where the demo started the servers itself; elsewhere these paths do not exist. */
export function demoRoutes(app: OpenAPIHono, at: ApiContext, demo: Demo, group: string): void {
  const state = createRoute({
    method: "get",
    path: "/api/demo",
    summary: "What the demo's servers are doing",
    responses: { 200: json(DemoState, "Process and link of each server"), ...problem },
  });
  app.openapi(state, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    knownGroup(at, who, group);
    return context.json(await demo.state(), 200);
  });

  const inject = createRoute({
    method: "post",
    path: "/api/demo/faults",
    summary: "Play with a fault",
    request: { body: body(Fault) },
    responses: { 200: json(DemoState, "The state after it"), ...problem },
  });
  app.openapi(inject, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    knownGroup(at, who, group, "operator");
    const fault = context.req.valid("json");
    const after = await demo.inject(fault);
    at.record([
      {
        at: new Date(at.now()).toISOString(),
        type: "fault-injected",
        group,
        instance: fault.instance,
        severity: "info",
        title: `Demo: ${fault.instance} ${told[fault.fault]}`,
        detail: "Done from the demo's own page.",
        run: null,
      },
    ]);
    return context.json(after, 200);
  });
}
