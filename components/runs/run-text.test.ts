import { describe, expect, it } from "vitest";
import { aRun, aRunStep } from "./plan.fixture";
import { commandText, heardBy, runPill, stageOfRun } from "./run-text";

const now = Date.parse("2026-03-01T14:08:31.950Z");
const word = (given: Parameters<typeof aRun>[0]) => runPill(aRun(given), now).word.replaceAll("\u00a0", " ");

describe("a run in words", () => {
  it("types a command so that it could be pasted", () => {
    expect(commandText(["CONFIG", "SET", "save", "", "a b"])).toBe('CONFIG SET save "" "a b"');
  });

  it("says whether an instance or a Sentinel hears a command", () => {
    const labelOf = (instance: string) => instance.replace(":6379", "");
    expect(heardBy(aRunStep(), labelOf)).toBe("us-1");
    expect(heardBy(aRunStep({ sentinel: "10.0.0.5:26379" }), labelOf)).toBe("Sentinel");
    expect(heardBy(aRunStep({ kind: "drill-load", command: null }), labelOf)).toBe("Tidemark");
    expect(heardBy(aRunStep({ kind: "drill-compare", command: ["DEBUG", "DIGEST"] }), labelOf)).toBe("us-1");
  });

  it("counts the time while it runs, and never below zero where clocks differ", () => {
    expect(word({})).toBe("Running 950 ms");
    expect(runPill(aRun(), now - 10_000).word.replace("\u00a0", " ")).toBe("Running 0 ms");
  });

  it("names how it ended", () => {
    expect(word({ state: "succeeded", endedAt: "2026-03-01T14:08:33.400Z" })).toBe("Succeeded in 2.4 s");
    expect(word({ state: "unchanged" })).toBe("No change");
    expect(word({ action: "drill", state: "unchanged" })).toBe("Not proven");
    expect(word({ state: "rolled-back" })).toBe("Rolled back");
    expect(word({ state: "unknown" })).toBe("Outcome unknown");
  });

  it("names the step a partly applied run stopped at", () => {
    const steps = [aRunStep({ state: "done" }), aRunStep({ n: 2, state: "failed" }), aRunStep({ n: 3 })];
    expect(word({ state: "partial", steps })).toBe("Partly applied, step 2 of 3");
  });

  it("is at its proof once only proofs are left", () => {
    expect(stageOfRun(aRun())).toBe("execute");
    const steps = [aRunStep({ state: "done" }), aRunStep({ n: 2, kind: "verify", state: "running" })];
    expect(stageOfRun(aRun({ steps }))).toBe("verify");
    expect(stageOfRun(aRun({ steps, state: "succeeded" }))).toBe("done");
  });

  it("stays at the stage that stopped it unless it succeeded", () => {
    const unproven = [aRunStep({ state: "done" }), aRunStep({ n: 2, kind: "verify", state: "failed" })];
    expect(stageOfRun(aRun({ steps: unproven, state: "partial" }))).toBe("verify");
    const stopped = [aRunStep({ state: "unknown" }), aRunStep({ n: 2, kind: "verify" })];
    expect(stageOfRun(aRun({ steps: stopped, state: "unknown" }))).toBe("execute");
  });
});
