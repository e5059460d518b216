import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { around, between, holds, LEAST_MS, rangeMs, ranges, shownOf, zoomedOut } from "./period";

const nothing = { range: "15m", from: null, to: null, at: null } as const;
const day = (text: string): Date => new Date(`2026-11-24T${text}Z`);

describe("shownOf, what a URL says of time", () => {
  it("is live with the chosen range, which moves on", () => {
    expect(shownOf({ ...nothing, range: "7d" })).toEqual({ is: "live", lengthMs: 7 * 86_400_000 });
  });

  it("is a period, with the group at its end unless a moment is named", () => {
    const url = { ...nothing, from: day("14:00:00"), to: day("14:05:00") };
    const period = { fromMs: day("14:00:00").getTime(), toMs: day("14:05:00").getTime() };
    expect(shownOf(url)).toEqual({ is: "past", period, atMs: period.toMs });
    const atMs = day("14:03:12").getTime();
    expect(shownOf({ ...url, at: new Date(atMs) })).toEqual({ is: "past", period, atMs });
  });

  it("is the range around what is given, where one end is missing", () => {
    const [from, to] = [day("14:00:00"), day("14:15:00")];
    const whole = { is: "past", period: { fromMs: from.getTime(), toMs: to.getTime() }, atMs: to.getTime() };
    expect(shownOf({ ...nothing, from })).toEqual(whole);
    expect(shownOf({ ...nothing, to })).toEqual(whole);
    expect(shownOf({ ...nothing, at: to })).toEqual(whole);
  });

  it("is live for a period that ends before it begins", () => {
    expect(shownOf({ ...nothing, from: day("14:05:00"), to: day("14:00:00") }).is).toBe("live");
  });
});

describe("periods", () => {
  it("are drawn out in either direction and never shorter than 10 s", () => {
    expect(between(50_000, 20_000)).toEqual({ fromMs: 20_000, toMs: 50_000 });
    expect(between(50_000, 50_100).toMs - between(50_000, 50_100).fromMs).toBe(LEAST_MS);
  });

  it("around a moment hold it, have the length asked for and end by now", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e9 }),
        fc.integer({ min: 10_000, max: 1e8 }),
        fc.nat(1e8),
        (atMs, lengthMs, ago) => {
          const nowMs = atMs + ago;
          const period = around(atMs, lengthMs, nowMs);
          expect(holds(period, atMs)).toBe(true);
          expect(period.toMs - period.fromMs).toBe(lengthMs);
          expect(period.toMs).toBeLessThanOrEqual(nowMs);
        },
      ),
    );
  });

  it("zoomed out are twice as long, hold what they held, and stop at now and at 30 days", () => {
    expect(zoomedOut({ fromMs: 100_000, toMs: 200_000 }, 1e9)).toEqual({ fromMs: 50_000, toMs: 250_000 });
    expect(zoomedOut({ fromMs: 100_000, toMs: 200_000 }, 210_000)).toEqual({ fromMs: 10_000, toMs: 210_000 });
    const longest = zoomedOut({ fromMs: 0, toMs: rangeMs["30d"] }, 1e12);
    expect(longest.toMs - longest.fromMs).toBe(rangeMs["30d"]);
  });

  it("grow from range to range of the picker", () => {
    const lengths = ranges.map((range) => rangeMs[range]);
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
  });
});
