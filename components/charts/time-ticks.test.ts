import { describe, expect, it } from "vitest";
import { cursorWords, stepWords, timeTicks } from "./time-ticks";

const at = (text: string): number => new Date(text).getTime();
const axis = (from: string, to: string, width = 700) => ({
  fromMs: at(from),
  toMs: at(to),
  width,
  right: 50,
});
const words = (from: string, to: string) => timeTicks(axis(from, to)).map(({ text }) => text);

describe("timeTicks", () => {
  it("writes seconds, minutes or days, as long as the range is", () => {
    expect(words("2026-11-24T14:03:07", "2026-11-24T14:03:37").slice(0, 2)).toEqual(["14:03:10", "14:03:15"]);
    expect(words("2026-11-24T14:03:07", "2026-11-24T14:18:07").slice(0, 2)).toEqual(["14:04", "14:06"]);
    expect(words("2026-11-20T14:03:07", "2026-11-27T14:03:07").slice(0, 2)).toEqual(["21 Nov", "22 Nov"]);
  });

  it("writes the day in place of midnight", () => {
    expect(words("2026-11-24T20:00:00", "2026-11-25T03:00:00")).toContain("25 Nov");
  });

  it("keeps labels at least their width apart over every range of the picker", () => {
    for (const hours of [1 / 12, 0.25, 1, 6, 24, 168, 720]) {
      const toMs = at("2026-11-24T14:03:07");
      const ticks = timeTicks({ fromMs: toMs - hours * 3_600_000, toMs, width: 390, right: 50 });
      const apart = ticks.slice(1).map(({ atMs }, i) => atMs - (ticks[i]?.atMs ?? 0));
      const px = Math.min(...apart) * (272 / (hours * 3_600_000));
      expect(ticks.length, String(hours)).toBeGreaterThan(1);
      expect(px, String(hours)).toBeGreaterThanOrEqual(55);
    }
  });
});

describe("stepWords", () => {
  it.each([
    [3000, "3 s"],
    [60_000, "1 min"],
    [150_000, "2 min 30 s"],
    [8_640_000, "2 h 24 min"],
  ])("names %i ms", (ms, text) => {
    expect(stepWords(ms).replaceAll("\u00a0", " ")).toBe(text);
  });
});

describe("cursorWords", () => {
  const day = { fromMs: at("2026-11-24T00:00:00"), toMs: at("2026-11-24T23:00:00") };
  it("says the whole bin where it is longer than a minute, and the day where there are several", () => {
    expect(cursorWords(at("2026-11-24T14:03:12"), 3000, day)).toBe("14:03:12");
    const week = { ...day, toMs: at("2026-11-30T00:00:00") };
    expect(cursorWords(at("2026-11-24T14:15:00"), 1_800_000, week)).toBe("24 Nov 14:00–14:30");
  });
});
