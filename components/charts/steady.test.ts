import { describe, expect, it } from "vitest";
import { aSeries } from "./series.fixture";
import { worthDrawing } from "./steady";

const rows = (n: number) => aSeries({ a: Array.from({ length: n }, () => 1) });

describe("worthDrawing", () => {
  it("waits until enough new rows have come", () => {
    expect(worthDrawing(rows(10), rows(11), 2500)).toBe(false);
    expect(worthDrawing(rows(10), rows(13), 2500)).toBe(true);
  });

  it("draws at once what was filled in from the past, and what jumped back", () => {
    const live = rows(10);
    const filled = { ...rows(400), t: rows(400).t.map((t) => t - 390_000) };
    expect(worthDrawing(live, { ...filled, t: [...filled.t.slice(0, -1), live.t.at(-1) ?? 0] }, 2500)).toBe(
      true,
    );
    expect(worthDrawing(rows(20), rows(15), 2500)).toBe(true);
  });
});
