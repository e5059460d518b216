import { expect, test } from "vitest";
import type { RunStep, StepState } from "@/lib/contract";
import { endingUntaken } from "./left-behind";
import { newRun } from "./new-run";
import { planFixture, stepFixture } from "./plan.fixture";

function runWith(...steps: [RunStep["kind"], StepState][]) {
  const plan = planFixture({
    steps: steps.map(([kind], i) => stepFixture(i + 1, kind, "a:1")),
  });
  const run = newRun(plan, "ana", 0);
  return { ...run, steps: run.steps.map((step, i) => ({ ...step, state: steps[i]?.[1] ?? "pending" })) };
}

test("a run that is not taken up says how to release what may be held, and nothing else", () => {
  const held = runWith(
    ["fence-writes", "done"],
    ["pause-writes", "running"],
    ["replicaof-no-one", "running"],
    ["unfence-writes", "pending"],
    ["resume-writes", "pending"],
  );
  expect(endingUntaken(held, "Actions are off.")).toEqual({
    state: "unknown",
    summary:
      "Outcome unknown: Tidemark was stopped during the run. Actions are off. Check the roles by hand.",
    advice: "redis-cli -h a -p 1 UNFENCE-WRITES\nredis-cli -h a -p 1 RESUME-WRITES",
  });
});

test("what was not held, or is released already, needs no line: a person is told where to look", () => {
  const over = runWith(
    ["fence-writes", "done"],
    ["pause-writes", "pending"],
    ["unfence-writes", "done"],
    ["resume-writes", "pending"],
  );
  expect(endingUntaken(over, "").advice).toMatch(
    /^# Nothing is left to be sent[^\n]*\nredis-cli -h a -p 1 ROLE$/,
  );
});

test("a failover that may hang is ended first", () => {
  expect(endingUntaken(runWith(["failover", "running"]), "").advice).toBe(
    "redis-cli -h a -p 1 FAILOVER ABORT",
  );
});
