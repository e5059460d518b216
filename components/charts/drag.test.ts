import { describe, expect, it } from "vitest";
import { draggedPeriod, isOnPlots, msAt } from "./drag";
import { BOX } from "./geometry";

/** 500 px of plot for 500 s. */
const axis = { fromMs: 1_000_000, toMs: 1_500_000, width: BOX.left + 550, right: 50 };

describe("a drag over the charts", () => {
  it("is a period in either direction", () => {
    const period = { fromMs: 1_100_000, toMs: 1_200_000 };
    expect(draggedPeriod(axis, BOX.left + 100, BOX.left + 200)).toEqual(period);
    expect(draggedPeriod(axis, BOX.left + 200, BOX.left + 100)).toEqual(period);
  });

  it("ends where the plots end", () => {
    expect(draggedPeriod(axis, BOX.left + 100, 5000)).toEqual({ fromMs: 1_100_000, toMs: 1_500_000 });
    expect(msAt(axis, 0)).toBe(1_000_000);
  });

  it("is a click when it is hardly one, and never shorter than 10 s", () => {
    expect(draggedPeriod(axis, 200, 205)).toBeNull();
    const short = draggedPeriod({ ...axis, toMs: 1_005_000 }, BOX.left + 100, BOX.left + 200);
    expect((short?.toMs ?? 0) - (short?.fromMs ?? 0)).toBe(10_000);
  });

  it("begins on the plots alone", () => {
    expect(isOnPlots(axis, BOX.left + 1, BOX.plotTop)).toBe(true);
    expect(isOnPlots(axis, BOX.left - 1, BOX.plotTop)).toBe(false);
    expect(isOnPlots(axis, BOX.left + 1, 10)).toBe(false);
  });
});
