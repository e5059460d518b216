import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { FindingCode } from "@/lib/contract";
import { packageRoot } from "@/server/package";
import { promtool } from "@/server/testing/prometheus";
import { unknownIn } from "./families.fixture";

const dir = join(packageRoot(), "docs/monitoring");
const read = (file: string): unknown => parse(readFileSync(join(dir, file), "utf8"));

const Rules = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.strictObject({
          alert: z.string().startsWith("Tidemark"),
          expr: z.string(),
          for: z.string(),
          keep_firing_for: z.string().optional(),
          labels: z.strictObject({ severity: z.enum(["critical", "warning"]) }),
          annotations: z.strictObject({
            summary: z.string().min(10).max(120),
            description: z.string().min(40),
            finding: FindingCode.optional(),
          }),
        }),
      ),
    }),
  ),
});
const Cases = z.object({
  tests: z.array(
    z.object({
      input_series: z.array(z.object({ series: z.string() })),
      alert_rule_test: z.array(
        z.object({ alertname: z.string(), eval_time: z.string(), exp_alerts: z.array(z.unknown()) }),
      ),
    }),
  ),
});

const rules = Rules.parse(read("alerts.yaml")).groups.flatMap((group) => group.rules);
const cases = Cases.parse(read("alerts.test.yaml")).tests;

test("promtool accepts the rules and the settings that load them", async () => {
  expect(
    await promtool(["check", "rules", "--lint=all", "--lint-fatal", "alerts.yaml"], { cwd: dir }),
  ).toMatchObject({
    code: 0,
    stderr: "",
  });
  // The file with the token is on the machine that Prometheus runs on.
  const check = ["check", "config", "--syntax-only", "prometheus.yaml"];
  expect(await promtool(check, { cwd: dir })).toMatchObject({ code: 0 });
});

test("promtool finds each rule firing when it should, and silent when it should", async () => {
  const { code, stdout } = await promtool(["test", "rules", "alerts.test.yaml"], { cwd: dir });
  expect(code, stdout).toBe(0);
});

describe.each(rules.map((rule) => [rule.alert, rule] as const))("%s", (name, rule) => {
  const of = cases.flatMap((one) => one.alert_rule_test.filter(({ alertname }) => alertname === name));

  test("has a case that fires it and one that does not", () => {
    expect(of.some(({ exp_alerts }) => exp_alerts.length > 0)).toBe(true);
    expect(of.some(({ exp_alerts }) => exp_alerts.length === 0)).toBe(true);
  });

  test("asks for nothing that /metrics does not have", () => {
    expect(unknownIn(rule.expr)).toEqual([]);
  });
});

test("the cases are made of series that /metrics has", () => {
  const named = cases.flatMap(({ input_series }) => input_series.map(({ series }) => series));
  expect(named.length).toBeGreaterThan(20);
  expect(named.flatMap(unknownIn)).toEqual([]);
});
