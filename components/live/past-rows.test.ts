import { describe, expect, it } from "vitest";
import type { InstanceState } from "@/lib/topology/state";
import { pastRows } from "./past-rows";

const lag = { warnSeconds: 2, criticalSeconds: 30, warnBytes: 1_048_576 };
const history = {
  stepMs: 60_000,
  t: [0, 60_000, 120_000, 180_000],
  series: [
    {
      instance: "a",
      metric: "lagSeconds" as const,
      max: [0.1, 52, null, null],
      last: [0.1, 0.1, null, null],
      min: null,
    },
    {
      instance: "a",
      metric: "headroomSeconds" as const,
      max: [90, 90, null, null],
      last: [40, 50, null, null],
      min: [3, null, null, null],
    },
  ],
  states: [],
};

describe("pastRows", () => {
  it("stand at the middle of their steps and keep the highest lag", () => {
    const rows = pastRows(history, lag, false);
    expect(rows.map(({ t, spanMs }) => [t, spanMs])).toEqual([
      [30_000, 60_000],
      [90_000, 60_000],
    ]);
    expect(rows[1]?.points.a).toMatchObject({ lagSeconds: 52, state: "lagging" });
  });

  it("keep the lowest headroom; of a step from before it was kept, the last", () => {
    const rows = pastRows(history, lag, false);
    expect(rows.map(({ points }) => points.a?.headroomSeconds)).toEqual([3, 50]);
  });

  it("keep the steps after the last sample of a period that is over: they are a gap", () => {
    expect(pastRows(history, lag, true)).toHaveLength(4);
  });

  it("take the worst state of a step where the server sends it, also of a step without figures", () => {
    const worst: (InstanceState | null)[] = ["online", "link-down", "unreachable", null];
    const rows = pastRows({ ...history, states: [{ instance: "a", worst }] }, lag, false);
    expect(rows.map(({ points }) => points.a?.state)).toEqual(["online", "link-down", "unreachable"]);
    expect(rows[2]?.points.a?.lagSeconds).toBeNull();
  });

  it("tell the state from the lag where there are figures and no state: samples of an older version have none", () => {
    const rows = pastRows(
      { ...history, states: [{ instance: "a", worst: [null, null, null, null] }] },
      lag,
      false,
    );
    expect(rows.map(({ points }) => points.a?.state)).toEqual(["online", "lagging"]);
  });
});
