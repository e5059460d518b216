import { describe, expect, it } from "vitest";
import { sparklinePath } from "./sparkline-path";

describe("a sparkline", () => {
  it("breaks at a gap", () => {
    expect(sparklinePath([1, 1, null, 1, 1], 100, 20, 5).line.match(/M/g)).toHaveLength(2);
  });

  it("ends in a dot only when the newest value is known", () => {
    expect(sparklinePath([1, 2], 100, 20).end).not.toBeNull();
    expect(sparklinePath([1, null], 100, 20).end).toBeNull();
  });

  it("puts larger values higher and stays in its box, whatever comes", () => {
    const y = (value: number) => sparklinePath([value], 100, 20).end?.y ?? Number.NaN;
    expect(y(10)).toBeLessThan(y(1));
    for (const value of [0, 0.05, 100, 1e9]) {
      expect(y(value)).toBeGreaterThanOrEqual(0);
      expect(y(value)).toBeLessThanOrEqual(20);
    }
  });

  it("draws nothing when nothing is known", () => {
    expect(sparklinePath([null, null], 100, 20)).toEqual({ line: "", end: null });
  });
});
