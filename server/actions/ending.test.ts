import { expect, test } from "vitest";
import type { Run } from "@/lib/contract";
import { endingOf } from "./ending";
import { newRun } from "./new-run";
import { planFixture, stepFixture } from "./plan.fixture";
import { CANCELLED } from "./run-state";
import { done, failed, type StepEnd, skipped, unclear } from "./steps/row";

const steps = [
  stepFixture(1, "hold-pings", "a:1"),
  stepFixture(2, "pause-writes", "a:1"),
  stepFixture(3, "await-offset", "b:2"),
  stepFixture(4, "replicaof-no-one", "b:2"),
  stepFixture(5, "replicaof", "a:1", { peer: "b:2", command: ["REPLICAOF", "b", "2"] }),
  stepFixture(6, "resume-writes", "a:1", { command: ["CLIENT", "UNPAUSE"] }),
  stepFixture(7, "restore-pings", "a:1"),
  stepFixture(8, "persist", "b:2", { command: ["CONFIG", "REWRITE"] }),
  stepFixture(9, "verify", "b:2"),
];

const run = (over: Partial<Run> = {}): Run => ({
  ...newRun(planFixture({ steps }), "ana", Date.UTC(2026, 0, 1)),
  endedAt: "2026-01-01T00:00:02.400Z",
  ...over,
});
const ends = (...all: StepEnd[]): Map<number, StepEnd> => new Map(all.map((end, index) => [index + 1, end]));
const end = (run_: Run, all: Map<number, StepEnd>) => endingOf(run_, all, (id) => id);
const upTo = (n: number): StepEnd[] => Array.from({ length: n }, () => done());

test("all done is a success, with the proof and the measured pause", () => {
  const all = ends(...upTo(8), done("role, 3 of 3 links, offsets advancing"));
  expect(end(run({ writePausedSeconds: 0.4 }), all)).toEqual({
    state: "succeeded",
    summary:
      "b:2 is primary (2.4\u00a0s). Verified: role, 3 of 3 links, offsets advancing. Writes paused for 0.4\u00a0s.",
    advice: null,
  });
});

test("a step without a config file to write is no failure", () => {
  expect(end(run(), ends(...upTo(7), skipped("no config file"), done())).state).toBe("succeeded");
});

test("a target that never caught up, with the pause released, has changed nothing", () => {
  const all = ends(
    ...upTo(2),
    failed("b:2 was still 4 B behind."),
    skipped("Not sent"),
    skipped("Not sent"),
    ...upTo(2),
    skipped("Not sent"),
    skipped("Not sent"),
  );
  expect(end(run(), all)).toEqual({
    state: "unchanged",
    summary: "Nothing was changed. b:2 was still 4 B behind.",
    advice: null,
  });
});

test("a cancelled run that had sent nothing has changed nothing", () => {
  const all = ends(...steps.map(() => skipped(CANCELLED)));
  expect(end(run(), all)).toMatchObject({ state: "unchanged", summary: "Nothing was changed. Cancelled." });
});

test("a promotion that was taken back is rolled back, and the cause is the step that failed", () => {
  const all = ends(
    ...upTo(3),
    { state: "failed", effect: "reverted", error: "Taken back." },
    failed("a:1 refused it: ERR unknown command"),
    ...upTo(2),
    skipped(""),
    skipped(""),
  );
  expect(end(run(), all)).toMatchObject({
    state: "rolled-back",
    summary: "Rolled back: the roles are as before. a:1 refused it: ERR unknown command",
  });
});

test("what is applied but not finished is partial, with the very lines that would finish it", () => {
  const all = ends(
    ...upTo(4),
    failed("a:1 could not be reached."),
    failed("a:1 is gone."),
    done(),
    skipped(""),
  );
  expect(end(run(), all)).toEqual({
    state: "partial",
    summary: "Partly applied, step 5 of 9. a:1 could not be reached.",
    advice: [
      "redis-cli -h a -p 1 CLIENT UNPAUSE",
      "redis-cli -h a -p 1 REPLICAOF b 2",
      "redis-cli -h b -p 2 CONFIG REWRITE",
    ].join("\n"),
  });
});

test("a pause that could not be lifted is never called unchanged", () => {
  const all = ends(...upTo(2), failed("late"), skipped(""), skipped(""), failed("gone"), done());
  expect(end(run(), all).state).toBe("partial");
});

test("an unknown step makes an unknown run, which says where", () => {
  const all = ends(...upTo(3), unclear("b:2 does not answer."), skipped(""), ...upTo(2));
  expect(end(run(), all)).toMatchObject({
    state: "unknown",
    summary:
      "Outcome unknown after step 4 of 9. b:2 does not answer. Nothing was rolled back. Check the roles before retrying.",
  });
});

test("a run cut off before its first step has changed nothing", () => {
  expect(end(run(), new Map()).state).toBe("unchanged");
});

test("a failed save is no backup, and no change", () => {
  const backup = { steps: [stepFixture(1, "bgsave", "b:2")], action: "backup" } as const;
  const one = { ...newRun(planFixture({ ...backup, steps: [...backup.steps] }), "ana", 0), endedAt: null };
  expect(end(one, ends(failed("It was killed.")))).toMatchObject({
    state: "unchanged",
    summary: "No backup was made. It was killed.",
  });
});

test("where a failover may still hang, the one thing to do is to end it", () => {
  const hanging = [stepFixture(1, "failover", "a:1", { peer: "b:2" }), stepFixture(2, "replicaof", "c:3")];
  const one = newRun(planFixture({ steps: hanging }), "ana", 0);
  expect(end(one, ends(unclear("a:1 does not answer."), skipped("")))).toMatchObject({
    state: "unknown",
    advice: "redis-cli -h a -p 1 FAILOVER ABORT",
  });
});

test.each([
  ["relieve", "a:1 is relieved of 2 replicas (2.4\u00a0s)."],
  ["flatten", "2 replicas more follow a:1 directly (2.4\u00a0s)."],
  ["rearrange", "2 replicas re-pointed (2.4\u00a0s)."],
] as const)("a run of several re-points says how many: %s", (action, summary) => {
  const moves = [stepFixture(1, "replicaof", "b:2"), stepFixture(2, "replicaof", "c:3")];
  const moved = {
    ...newRun(planFixture({ action, instance: "a:1", steps: moves }), "ana", Date.UTC(2026, 0, 1)),
    endedAt: "2026-01-01T00:00:02.400Z",
  };
  expect(end(moved, ends(done(), done())).summary).toBe(summary);
});

test("where all was sent and the roles are still not as planned, a person is told where to look", () => {
  const all = ends(...upTo(8), failed("a:1 is a primary too."));
  expect(end(run(), all)).toMatchObject({
    state: "partial",
    advice: [
      "# Nothing is left to be sent. Look at the roles, then plan what is missing, such as an attach:",
      "redis-cli -h a -p 1 ROLE",
      "redis-cli -h b -p 2 ROLE",
    ].join("\n"),
  });
});
