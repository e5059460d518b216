import { describe, expect, it } from "vitest";
import { abortConsequence, stopConsequence } from "./consequences";
import { aRun, aRunStep } from "./plan.fixture";

const name = (id: string) => id.replace(":6379", "");
const at = "2026-03-01T14:08:31.000Z";
const running = (given: Parameters<typeof aRunStep>[0]) =>
  aRunStep({ state: "running", startedAt: at, ...given });
const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("what Abort would do", () => {
  const says = (...steps: ReturnType<typeof aRunStep>[]) => abortConsequence(aRun({ steps }), name);

  it("is said of the step under way", () => {
    expect(says(running({}))).toBe("Abort sends FAILOVER ABORT: us-1 stays primary and takes writes again.");
    expect(says(running({ kind: "replicaof", instance: "eu-2:6379" }))).toBe(
      "Abort stops the wait: eu-2 goes on connecting to eu-1, and no further step is sent.",
    );
    expect(says(running({ kind: "verify", command: null }))).toMatch(/what was sent stands/);
    expect(says(running({ kind: "pause-writes" }))).toBe(
      "Abort lets us-1 take writes again. No role changes.",
    );
  });

  it("of a drill is that its server ends", () => {
    expect(says(running({ kind: "drill-load", command: null }))).toMatch(/^Abort ends the throw-away server/);
    const drill = aRun({ action: "drill", steps: [running({ kind: "drill-load", command: null })] });
    expect(stopConsequence(drill, name)).toMatch(/its server ends with it/);
  });

  it("between two steps, and before the first, is that no more is sent", () => {
    expect(says(aRunStep({}))).toBe("Abort sends nothing: nothing has been changed yet.");
    expect(says(aRunStep({ state: "done", startedAt: at }), aRunStep({ n: 2 }))).toBe(
      "Abort sends no further step: what was sent stands.",
    );
  });
});

describe("what happens should Tidemark stop", () => {
  const says = (...steps: ReturnType<typeof aRunStep>[]) => plain(stopConsequence(aRun({ steps }), name));
  const pause = { kind: "pause-writes" as const, command: ["CLIENT", "PAUSE", "3000", "WRITE"] };

  it("names who holds writes back, and how long at most where Redis bounds it", () => {
    expect(says(running({ command: ["FAILOVER", "TO", "eu-1", "6379", "TIMEOUT", "5000"] }))).toMatch(
      /us-1 gives up by itself within 5\.0 s while it waits for eu-1; once it has stepped down, writes wait/,
    );
    expect(says(running(pause))).toMatch(/us-1 ends the pause by itself within 3\.0 s\. The run is taken up/);
    expect(says(running({ kind: "fence-writes" }))).toMatch(/us-1 refuses writes until Tidemark runs again/);
  });

  it("still names the hold during the steps after it, until it is released", () => {
    const held = aRunStep({ ...pause, state: "done", startedAt: at });
    const next = running({ n: 2, kind: "replicaof-no-one" });
    expect(says(held, next)).toMatch(/us-1 ends the pause by itself/);
    expect(says(held, aRunStep({ n: 3, kind: "resume-writes", state: "done" }), next)).toBe(
      "Should Tidemark stop here: the run is taken up again on restart and ends as Redis then says it did.",
    );
  });
});
