import { pino } from "pino";
import { expect, test } from "vitest";
import type { Run } from "@/lib/contract";
import { LeaseLost } from "@/server/errors";
import { Journal } from "./journal";
import { newRun } from "./new-run";
import { planFixture, stepFixture } from "./plan.fixture";

const first = newRun(planFixture({ steps: [stepFixture(1, "replicaof", "b:2")] }), "ana", 0);

function open(save: (run: Run) => Promise<void>) {
  const heard: Run[] = [];
  let nowMs = 0;
  const journal = new Journal(
    first,
    { save },
    (run) => heard.push(run),
    () => nowMs,
    pino({ level: "silent" }),
  );
  return { journal, heard, at: (ms: number) => (nowMs = ms) };
}

test("nobody hears of a change before it is written", async () => {
  const written: Run[] = [];
  const { journal, heard } = open(async (run) => {
    expect(heard).toHaveLength(written.length);
    written.push(run);
  });
  expect(await journal.writeStep(1, { state: "running" })).toBe(true);
  expect(heard).toEqual(written);
  expect(heard[0]?.steps[0]?.state).toBe("running");
});

test("a store that fails is said so, and nobody hears of what was not written", async () => {
  const { journal, heard } = open(async () => {
    throw new Error("disk full");
  });
  expect(await journal.writeStep(1, { state: "running" })).toBe(false);
  expect(heard).toEqual([]);
  expect(journal.run.steps[0]?.state).toBe("running");
});

test("progress is in memory at once and written at most twice a second", async () => {
  const written: Run[] = [];
  const { journal, at } = open(async (run) => {
    written.push(run);
  });
  for (const ms of [0, 100, 400, 500, 900]) {
    at(ms);
    journal.report(1, { text: `at ${ms}`, fraction: null, etaSeconds: null });
  }
  expect(journal.run.steps[0]?.progress?.text).toBe("at 900");
  await journal.write({});
  expect(written.map((run) => run.steps[0]?.progress?.text).length).toBe(3);
});

test("words changed before a step is sent are in the journal with the next write", async () => {
  const written: Run[] = [];
  const { journal } = open(async (run) => {
    written.push(run);
  });
  journal.rephrase(1, ["CONFIG", "SET", "a", "10"]);
  await journal.write({});
  expect(written[0]?.steps[0]?.command).toEqual(["CONFIG", "SET", "a", "10"]);
});

test("progress that came too soon is written with the next report, though nothing has changed since", async () => {
  const written: Run[] = [];
  const { journal, at } = open(async (run) => {
    written.push(run);
  });
  const progress = (text: string) => ({ text, fraction: null, etaSeconds: null });
  journal.report(1, progress("one"));
  at(100);
  journal.report(1, progress("two"));
  at(600);
  journal.report(1, progress("two"));
  await journal.write({});
  expect(written.map((run) => run.steps[0]?.progress?.text)).toEqual(["two", "two", "two"]);
});

test("once the run is another process', nothing more is written and nobody hears of it", async () => {
  const written: Run[] = [];
  let lost = false;
  const { journal, heard, at } = open(async (run) => {
    if (lost) throw new LeaseLost(run.id);
    written.push(run);
  });
  await journal.writeStep(1, { state: "running" });
  lost = true;
  // Progress waits for nobody: the next write is told.
  at(1_000);
  journal.report(1, { text: "half", fraction: 0.5, etaSeconds: null });
  await expect(journal.writeStep(1, { state: "done" })).rejects.toThrow(LeaseLost);
  lost = false;
  await expect(journal.write({ state: "succeeded" })).rejects.toThrow(LeaseLost);
  expect([written.length, heard.length]).toEqual([1, 1]);
});
