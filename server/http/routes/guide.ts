import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { Guide } from "@/lib/contract";
import { busiestRate, lastRate } from "@/lib/guide/busiest";
import { observedGuide, type SeenRate } from "@/lib/guide/observed";
import type { ApiContext } from "../context";
import { knownGroup } from "../lookup";
import { GroupParam, json, problem } from "../responses";

/** Minutes of a day; of a group that is watched for less than two of them, steps of ten seconds. */
const spans = [
  { ms: 86_400_000, points: 1440 },
  { ms: 900_000, points: 90 },
] as const;

export function guideRoutes(app: OpenAPIHono, at: ApiContext): void {
  const guide = createRoute({
    method: "get",
    path: "/api/groups/{group}/guide",
    summary:
      "What a set-up of the group would follow from, as far as it is seen, and what its instances have now",
    description:
      "Each fact says where it was seen; null: it is not known. The write rate is the mean of the busiest minute that is kept of the " +
      "last 24 h. docs/guide.md says what is made of it, on the page and by `tidemark config`.",
    request: { params: GroupParam },
    responses: { 200: json(Guide, "Facts and settings"), ...problem },
  });
  app.openapi(guide, async (context) => {
    const who = await at.gatekeeper.signedIn(context);
    const group = knownGroup(at, who, context.req.valid("param").group);
    const members = at.fleet.members(group.id);
    const reader = at.fleet.users(group.id).poller;
    const rate = (await keptRate(at, group.id)) ?? lastRate(group);
    return context.json(observedGuide({ group, members, rate, reader }), 200);
  });
}

async function keptRate(at: ApiContext, group: string): Promise<SeenRate | null> {
  const toMs = at.now();
  for (const { ms, points } of spans) {
    const metrics = ["offset", "writeBytesPerSecond"] as const;
    const rate = busiestRate(
      await at.store.samples.query({ group, metrics, fromMs: toMs - ms, toMs, points }),
    );
    if (rate !== null) return rate;
  }
  return null;
}
