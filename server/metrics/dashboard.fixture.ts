import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { packageRoot } from "@/server/package";

const source = z.strictObject({ type: z.literal("prometheus"), uid: z.literal("$" + "{datasource}") });
const Panel = z.object({
  id: z.number().int(),
  type: z.enum(["stat", "timeseries", "state-timeline", "table"]),
  title: z.string().min(3),
  description: z.string().min(10),
  datasource: source,
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  targets: z.array(
    z.object({
      refId: z.string().length(1),
      datasource: source,
      expr: z.string(),
      instant: z.boolean().optional(),
    }),
  ),
});

/** What Grafana needs of a dashboard that is imported, as far as this one uses it. */
const Dashboard = z.object({
  title: z.string(),
  uid: z.string(),
  schemaVersion: z.number().int(),
  templating: z.object({
    list: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
        query: z.union([z.string(), z.object({ query: z.string() })]),
      }),
    ),
  }),
  panels: z.array(Panel),
});

/** @throws ZodError where the file is none */
export const dashboard = Dashboard.parse(
  JSON.parse(readFileSync(join(packageRoot(), "docs/monitoring/dashboard.json"), "utf8")),
);

/** Every query of the dashboard with its panel, Grafana's variables filled in as for "All". */
export const queries = dashboard.panels.flatMap(({ title, targets }) =>
  targets.map(({ expr }) => ({
    panel: title,
    expr: expr.replaceAll("$__rate_interval", "1m").replaceAll("$group", ".*").replaceAll("$instance", ".*"),
  })),
);
