import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { z } from "zod";
import { type ApiBench, openApi } from "@/server/http/api.fixture";
import { packageRoot } from "@/server/package";
import { startPrometheus } from "@/server/testing/prometheus";
import { waitFor } from "@/server/testing/wait-for";
import { testToken } from "@/server/testing/who";
import { queries } from "./dashboard.fixture";

const dir = join(packageRoot(), "docs/monitoring");

let api: ApiBench;
let prometheus: Awaited<ReturnType<typeof startPrometheus>>;
beforeAll(async () => {
  api = await openApi();
  const settings = parseDocument(readFileSync(join(dir, "prometheus.yaml"), "utf8"));
  settings.setIn(["global", "scrape_interval"], "500ms");
  settings.setIn(["global", "evaluation_interval"], "500ms");
  settings.setIn(["rule_files", 0], join(dir, "alerts.yaml"));
  settings.setIn(["scrape_configs", 0, "static_configs", 0, "targets", 0], new URL(api.tidemark.url).host);
  settings.setIn(["scrape_configs", 0, "authorization"], { credentials: testToken.token });
  prometheus = await startPrometheus(settings.toString());
});
afterAll(async () => {
  await prometheus?.stop();
  await api?.close();
});

const Answer = z.object({
  status: z.literal("success"),
  data: z.object({ result: z.array(z.object({ metric: z.record(z.string(), z.string()) })) }),
});

async function query(expr: string): Promise<Record<string, string>[]> {
  const response = await fetch(`${prometheus.url}/api/v1/query?query=${encodeURIComponent(expr)}`);
  const json: unknown = await response.json();
  const read = Answer.safeParse(json);
  if (!read.success) throw new Error(`${expr}: ${JSON.stringify(json)}`);
  return read.data.data.result.map(({ metric }) => metric);
}

test("with the settings in the docs Prometheus knows instances by their own addresses, not by Tidemark's", async () => {
  const up = await waitFor("the first scrape", async () => {
    const found = await query("tidemark_instance_up");
    return found.length === 2 ? found : null;
  });
  expect(up.map(({ instance }) => instance).sort()).toEqual([api.ids.primary, api.ids.replica].sort());
  expect(up.every((labels) => labels.exported_instance === undefined && labels.job === "tidemark")).toBe(
    true,
  );
});

test("it takes every query of the dashboard", async () => {
  for (const { expr } of queries) await query(expr);
  expect(queries.length).toBeGreaterThan(15);
});

test("it loads the alert rules, evaluates each of them, and none fires for a healthy group", async () => {
  const Loaded = z.object({
    data: z.object({
      groups: z.array(
        z.object({ rules: z.array(z.object({ name: z.string(), health: z.string(), state: z.string() })) }),
      ),
    }),
  });
  const rules = await waitFor("each rule was evaluated", async () => {
    const json: unknown = await (await fetch(`${prometheus.url}/api/v1/rules`)).json();
    const all = Loaded.parse(json).data.groups.flatMap((group) => group.rules);
    return all.every(({ health }) => health !== "unknown") ? all : null;
  });
  expect(rules.length).toBeGreaterThan(10);
  expect(rules.filter(({ health, state }) => health !== "ok" || state === "firing")).toEqual([]);
});
