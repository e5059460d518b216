import { expect, test } from "vitest";
import type { Plan } from "@/lib/contract";
import { requireAlive, requireChecks, requireConfirmation, requireEnabled } from "./admission";
import { planFixture } from "./plan.fixture";

const code = (work: () => void): string | null => {
  try {
    work();
    return null;
  } catch (problem) {
    return problem instanceof Error ? problem.message : "?";
  }
};

test("a closed gate says why", () => {
  expect(code(() => requireEnabled({ enabled: true, reason: null }))).toBeNull();
  expect(code(() => requireEnabled({ enabled: false, reason: "listen is not loopback" }))).toBe(
    "actions-disabled: listen is not loopback",
  );
});

test("a plan may be started until its time is over", () => {
  const plan = planFixture();
  const end = Date.parse(plan.expiresAt);
  expect(code(() => requireAlive(plan, end - 1))).toBeNull();
  expect(code(() => requireAlive(plan, end))).toContain("plan-stale");
});

test("a failed check forbids the run and is named; a warning does not", () => {
  const check = { code: "loop", text: "It would follow itself.", evidence: null };
  expect(code(() => requireChecks(planFixture({ checks: [{ ...check, status: "warn" }] })))).toBeNull();
  expect(code(() => requireChecks(planFixture({ checks: [{ ...check, status: "fail" }] })))).toBe(
    "checks-failed: It would follow itself.",
  );
});

const tier2: Plan["confirm"] = { tier: 2, type: null, text: "It becomes a primary." };
const tier3: Plan["confirm"] = { tier: 3, type: "orders", text: "Writes are lost." };
const rows: [string, Plan["confirm"], Parameters<typeof requireConfirmation>[1], boolean][] = [
  ["no confirmation is asked for", null, undefined, true],
  ["the consequence is not accepted", tier2, undefined, false],
  ["the consequence is accepted", tier2, { accepted: true }, true],
  ["nothing is typed", tier3, { accepted: true }, false],
  ["something else is typed", tier3, { accepted: true, text: "Orders" }, false],
  ["the name is typed", tier3, { accepted: true, text: "orders" }, true],
];
test.each(rows)("confirmation: %s", (_what, confirm, given, passes) => {
  const said = code(() => requireConfirmation(planFixture({ confirm }), given));
  if (passes) expect(said).toBeNull();
  else expect(said).toContain("confirmation-required");
});
