import { describe, expect, it } from "vitest";
import { consistencyResult, scalingResult, syncResult } from "./lab.fixture";
import { binaryTicksTo, rowsOf, ticksTo } from "./plot";
import { overlaidPlots, plotsOf } from "./plots";

describe("the plots of a result", () => {
  it("show each way to read by the second, what was done meanwhile, and no staleness as 0", () => {
    const [stale, worst] = plotsOf(consistencyResult);
    expect(stale?.lines.map(({ name }) => name)).toEqual([
      "One replica",
      "Replicas in turn",
      "What one has written oneself",
      "The latest, or none",
    ]);
    expect(stale?.lines[0]?.points[6]).toEqual({ x: 6, y: 0.8 });
    expect(worst?.lines[2]?.points[6]).toEqual({ x: 6, y: 0 });
    expect(stale?.marks).toEqual([{ x: 6.2, text: "replica-1: 200\u00a0ms later" }]);
  });

  it("do not take a second without a read for one without staleness", () => {
    const course = [0, 1].map((second) => ({
      second,
      modes: [{ mode: "replica" as const, fresh: 0, stale: 0, refused: 3, worstStaleSeconds: null }],
    }));
    for (const { lines } of plotsOf({ ...consistencyResult, course }))
      expect(lines[0]?.points.map(({ y }) => y)).toEqual([null, null]);
  });

  it("begin the fan-out with the primary alone, and have the chain as a line of its own", () => {
    const [reads] = plotsOf(scalingResult);
    expect(reads?.lines.map(({ name, points }) => [name, points.map(({ x }) => x)])).toEqual([
      ["Fanned out", [0, 1, 2, 3]],
      ["Chained", [3]],
    ]);
  });

  it("have a line for each speed of a link", () => {
    const [first] = syncResult.rows;
    if (first === undefined) throw new Error("the fixture has a row");
    const rows = [...syncResult.rows, { ...first, bytesPerSecond: 1_048_576 }];
    expect(plotsOf({ kind: "sync", rows })[0]?.lines.map(({ name }) => name)).toEqual([
      "full speed",
      "1.00\u00a0MiB/s",
    ]);
  });

  it("lie over each other by the names of the experiments", () => {
    const two = [
      { name: "A", result: scalingResult },
      { name: "B", result: scalingResult },
    ];
    expect(overlaidPlots(two)[0]?.lines.map(({ name }) => name)).toEqual([
      "A",
      "A, chained",
      "B",
      "B, chained",
    ]);
    expect(overlaidPlots([{ name: "A", result: consistencyResult }]).map(({ title }) => title)).toEqual([
      "Stale reads: One replica",
      "Stale reads: Replicas in turn",
      "Stale reads: What one has written oneself",
      "Stale reads: The latest, or none",
    ]);
  });
});

describe("a plot", () => {
  it("has a row wherever a line has a point, and unknown where another has none", () => {
    const lines = [
      { name: "a", points: [{ x: 2, y: 1 }] },
      {
        name: "b",
        points: [
          { x: 0, y: null },
          { x: 2, y: 3 },
        ],
      },
    ];
    expect(rowsOf({ lines })).toEqual([
      { x: 0, values: [null, null] },
      { x: 2, values: [1, 3] },
    ]);
  });

  it("is scaled in round numbers up to at least the highest", () => {
    expect(ticksTo(0)).toEqual([0, 1]);
    expect(ticksTo(0.8)).toEqual([0, 0.5, 1]);
    expect(ticksTo(97_000)).toEqual([0, 50_000, 100_000]);
    expect(ticksTo(300)).toEqual([0, 100, 200, 300]);
    expect(binaryTicksTo(1_230_000)).toEqual([0, 524_288, 1_048_576, 1_572_864]);
    expect(binaryTicksTo(600)).toEqual([0, 200, 400, 600]);
    for (const max of [0.003, 7, 12, 999, 1e9]) {
      const ticks = ticksTo(max);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(max);
      expect(ticks.length).toBeLessThanOrEqual(5);
    }
  });
});
