import { describe, expect, it } from "vitest";
import type { Effect } from "@/lib/contract";
import { aPlan, aRun, aRunStep } from "./plan.fixture";
import { measuredFigures, plannedFigures } from "./plan-figures";

const effect = (resync: Effect["resync"]): Effect => ({
  link: { replica: "eu-1:6379", upstream: "us-1:6379" },
  resync,
  bytes: null,
  copyBytes: null,
  reason: "",
});
const plain = (figures: { value: string; label: string }[]) =>
  figures.map(({ value, label }) => `${value} ${label}`.replaceAll("\u00a0", " "));

describe("the three planned figures", () => {
  it("say pause, loss and resyncs", () => {
    const plan = aPlan({ effects: [effect("partial"), effect("full"), effect("unknown"), effect("none")] });
    expect(plain(plannedFigures(plan))).toEqual([
      "≤ 5.0 s writes pause",
      "None data loss",
      "1 full, 1 partial resyncs; 1 unknown, 1 unchanged",
    ]);
  });

  it("say None where nothing happens", () => {
    const plan = aPlan({ writePauseSeconds: null, effects: [] });
    expect(plain(plannedFigures(plan))).toEqual(["None writes pause", "None data loss", "None resyncs"]);
  });

  it.each([
    ["possible", null, "Possible"],
    ["certain", null, "Certain"],
    ["possible", 2048, "Up to 2.00 KiB"],
    ["certain", 2048, "At least 2.00 KiB"],
  ] as const)("call a %s loss of %s bytes %s", (verdict, bytes, words) => {
    const [, loss] = plannedFigures(aPlan({ dataLoss: { verdict, bytes, text: "" } }));
    expect(loss?.value.replace("\u00a0", " ")).toBe(words);
    expect(loss?.tone).toBe("crit");
  });
});

describe("the three measured figures", () => {
  it("say what was measured", () => {
    const run = aRun({ state: "succeeded", endedAt: "2026-03-01T14:08:33.400Z", writePausedSeconds: 0.087 });
    expect(plain(measuredFigures(run))).toEqual(["87 ms writes paused", "2.4 s took", "0 of 2 steps done"]);
  });

  it("say a dash where a pause was not measured, and None where no step pauses writes", () => {
    expect(measuredFigures(aRun())[0]?.value).toBe("—");
    expect(measuredFigures(aRun({ steps: [aRunStep({ kind: "bgsave" })] }))[0]?.value).toBe("None");
  });
});
