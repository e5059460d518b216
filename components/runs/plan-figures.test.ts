import { describe, expect, it } from "vitest";
import type { Effect } from "@/lib/contract";
import { aPlan, aRun, aRunStep } from "./plan.fixture";
import { measuredFigures, plannedFigures } from "./plan-figures";

const effect = (resync: Effect["resync"], copyBytes: number | null = null): Effect => ({
  link: { replica: "eu-1:6379", upstream: "us-1:6379" },
  resync,
  bytes: null,
  copyBytes,
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

  it("say how many replicas are fed before and after, where a plan spreads them", () => {
    const row = (instance: string, upstream: string | null) => ({ instance, role: null, upstream });
    const plan = aPlan({
      action: "relieve",
      instance: "us-1:6379",
      before: [row("us-1:6379", null), row("eu-1:6379", "us-1:6379"), row("eu-2:6379", "us-1:6379")],
      after: [row("us-1:6379", null), row("eu-1:6379", "us-1:6379"), row("eu-2:6379", "eu-1:6379")],
    });
    expect(plain(plannedFigures(plan))[0]).toBe("2 → 1 direct replicas");
  });

  it("say how much is copied, where that is known of every copy", () => {
    const words = (effects: Effect[]) => plain(plannedFigures(aPlan({ effects })))[2];
    const mib = 1024 * 1024;
    expect(words([effect("full", 2 * mib), effect("full", mib), effect("partial")])).toBe(
      "2 full, 1 partial resyncs, at most 3.00 MiB",
    );
    expect(words([effect("full", mib), effect("full"), effect("none")])).toBe("2 full resyncs; 1 unchanged");
    expect(words([effect("partial", 1024), effect("partial", 1024)])).toBe("2 partial resyncs, 2.00 KiB");
    expect(words([effect("partial", 0)])).toBe("1 partial resyncs");
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
    const [, loss] = plannedFigures(aPlan({ dataLoss: { verdict, bytes, seconds: null, text: "" } }));
    expect(loss?.value.replace("\u00a0", " ")).toBe(words);
    expect(loss?.tone).toBe("crit");
  });

  it("say how much time of writes a loss is, where that is known", () => {
    const dataLoss = { verdict: "certain", bytes: 2048, seconds: 1.8, text: "" } as const;
    expect(plannedFigures(aPlan({ dataLoss }))[1]?.label).toBe("data loss, 1.8\u00a0s of writes");
  });
});

describe("the measured figures", () => {
  const ended = { state: "succeeded", endedAt: "2026-03-01T14:08:33.400Z" } as const;

  it("stand beside what was stated and predicted", () => {
    const plan = aPlan({ effects: [effect("partial"), effect("partial"), effect("unknown")] });
    const run = aRun({ ...ended, writePausedSeconds: 0.087, counted: { partial: 3, full: 0 } });
    expect(plain(measuredFigures(run, plan))).toEqual([
      "87 ms writes paused; stated ≤ 5.0 s",
      "3 partial resyncs counted; predicted 2 partial, 1 unknown",
      "2.4 s took; 0 of 2 steps done",
    ]);
    expect(plain(measuredFigures(run, null))[0]).toBe("87 ms writes paused");
  });

  it("are a dash where nobody measured, and None where no step could have done it", () => {
    const [paused, resyncs] = measuredFigures(aRun(ended), aPlan());
    expect([paused?.value, resyncs?.value]).toEqual(["—", "—"]);
    const idle = aRun({ steps: [aRunStep({ kind: "verify" })], counted: { partial: 0, full: 0 } });
    expect(
      measuredFigures(idle, aPlan())
        .map(({ value }) => value)
        .slice(0, 2),
    ).toEqual(["None", "None"]);
  });

  it("are marked where more came of it than was said", () => {
    const run = aRun({ ...ended, writePausedSeconds: 6, counted: { partial: 0, full: 1 } });
    const [paused, resyncs] = measuredFigures(run, aPlan({ effects: [effect("partial")] }));
    expect([paused?.tone, resyncs?.tone]).toEqual(["crit", "warn"]);
  });

  it("repeat a stated loss", () => {
    const plan = aPlan({ dataLoss: { verdict: "certain", bytes: 2048, seconds: null, text: "" } });
    expect(plain(measuredFigures(aRun(ended), plan))[2]).toBe("At least 2.00 KiB data loss, as stated");
  });
});
