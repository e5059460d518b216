import { describe, expect, it } from "vitest";
import { backupFacts } from "./facts";
import { aBackup, aDrill } from "./protection.fixture";

const at = (minute: number): string => `2026-03-01T14:${String(minute).padStart(2, "0")}:00.000Z`;
const ended = (
  id: string,
  minute: number,
  state: "verified" | "failed" | "saved" | "damaged",
  error: string | null = null,
) => aBackup({ id, state, error, endedAt: at(minute) });

describe("backupFacts", () => {
  it("has a failure only while nothing has ended well after it", () => {
    const failed = ended("f", 2, "failed", "The disk is full.");
    expect(backupFacts([failed, ended("v", 1, "verified")]).failed).toMatchObject({
      backup: "f",
      error: "The disk is full.",
    });
    for (const state of ["verified", "saved", "damaged"] as const)
      expect(backupFacts([ended("n", 3, state), failed]).failed).toBeNull();
  });

  it("takes what a person cancelled for no failure, nor for the end of one", () => {
    const cancelled = ended("c", 3, "failed", "Cancelled.");
    expect(backupFacts([cancelled, ended("v", 1, "verified")]).failed).toBeNull();
    expect(backupFacts([cancelled, ended("f", 2, "failed", "Cut.")]).failed?.backup).toBe("f");
  });

  it("leaves out what is still under way", () => {
    const running = aBackup({ id: "r", state: "running", endedAt: null });
    expect(backupFacts([running])).toEqual({
      newest: null,
      failed: null,
      damaged: [],
      drilledMs: null,
      failedDrill: null,
    });
  });

  it("keeps the last drill that held, and the last of all where it did not", () => {
    const held = aBackup({ id: "1", drill: aDrill({ at: at(1) }) });
    const broke = aBackup({ id: "2", drill: aDrill({ at: at(2), ok: false, text: "17 keys are missing." }) });
    expect(backupFacts([held, broke])).toMatchObject({
      drilledMs: Date.parse(at(1)),
      failedDrill: { backup: "2", text: "17 keys are missing." },
    });
    expect(backupFacts([held, aBackup({ id: "3", drill: aDrill({ at: at(3) }) })]).failedDrill).toBeNull();
  });
});
