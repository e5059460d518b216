import { describe, expect, it } from "vitest";
import type { History } from "@/lib/contract";
import { group, replica } from "../fleet/fleet.fixture";
import { appendRow, columnsOf, mergeHistory, rowOf, rowsOfHistory, type SeriesRow, sparkOf } from "./series";

const lag = { warnSeconds: 2, criticalSeconds: 30, warnBytes: 1024 * 1024 };

const row = (t: number, lagSeconds: number | null, spanMs = 1000): SeriesRow => ({
  t,
  spanMs,
  points: {
    a: { lagBytes: null, lagSeconds, headroomSeconds: null, headroomBytes: 10, state: "online" },
  },
});

const instance = replica("a", {
  sampledAt: new Date(10_000).toISOString(),
  lagBytes: 7,
  lagSeconds: 3,
  resync: {
    verdict: "partial",
    headroomBytes: 100,
    headroomSeconds: 9,
    copyBytes: null,
    pastSince: null,
    reason: "",
  },
});

describe("rowOf", () => {
  it("takes the values of a fresh sample and the state they mean", () => {
    expect(rowOf(group("g", [instance]), 10_500, 1000, lag).points.a).toEqual({
      lagBytes: 7,
      lagSeconds: 3,
      headroomSeconds: 9,
      headroomBytes: 100,
      state: "lagging",
    });
  });

  it("knows nothing of an instance whose newest sample is old", () => {
    expect(rowOf(group("g", [instance]), 13_000, 1000, lag).points.a?.lagBytes).toBeNull();
  });

  it("knows nothing of an instance that cannot be reached, but its state", () => {
    const gone = { ...instance, reachable: false, unreachableReason: "refused" as const };
    expect(rowOf(group("g", [gone]), 10_500, 1000, lag).points.a).toMatchObject({
      lagSeconds: null,
      state: "unreachable",
    });
  });
});

describe("appendRow", () => {
  it("keeps rows a second apart", () => {
    expect(appendRow([row(0, 1)], row(1000, 2)).map(({ t }) => t)).toEqual([0, 1000]);
  });

  it("merges rows of a fast poll, so that a spike between two pixels stays", () => {
    const rows = [row(100, 9), row(200, 1), row(300, null)].reduce<readonly SeriesRow[]>(appendRow, [
      row(0, 1),
    ]);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.points.a?.lagSeconds).toBe(9);
  });

  it("drops a row that is not newer than the last", () => {
    expect(appendRow([row(1000, 1)], row(1000, 2))).toHaveLength(1);
  });
});

describe("columnsOf", () => {
  it("puts a row of nulls into a silence longer than one and a half spans", () => {
    const columns = columnsOf([row(0, 1), row(1000, 1), row(11_000, 2)], 0, 20_000);
    expect(columns.t).toEqual([0, 1000, 2000, 11_000]);
    expect(columns.byInstance.a?.lagSeconds).toEqual([1, 1, null, 2]);
    expect(columns.byInstance.a?.state[2]).toBe("unknown");
  });

  it("leaves the jitter of polling alone", () => {
    expect(columnsOf([row(0, 1), row(1450, 1)], 0, 5000).t).toEqual([0, 1450]);
  });

  it("sees no gap where history ends and live rows begin", () => {
    expect(columnsOf([row(0, 1, 2000), row(4500, 1)], 0, 9000).t).toEqual([0, 4500]);
  });

  it("keeps to the window asked for", () => {
    expect(columnsOf([row(0, 1), row(1000, 1), row(2000, 1)], 500, 1500).t).toEqual([1000]);
  });
});

describe("history", () => {
  const history: History = {
    stepMs: 1000,
    t: [0, 1000, 2000, 3000],
    series: [
      { instance: "a", metric: "lagSeconds", max: [5, null, 1, null], last: [1, null, 1, null], min: null },
      {
        instance: "a",
        metric: "headroomBytes",
        max: [9, null, 9, null],
        last: [4, null, 4, null],
        min: [2, null, 4, null],
      },
    ],
    states: [],
  };

  it("keeps the largest lag of a step and the lowest headroom", () => {
    expect(rowsOfHistory(history, lag)[0]?.points.a).toMatchObject({
      lagSeconds: 5,
      headroomBytes: 2,
      state: "lagging",
    });
  });

  it("keeps a step without a sample as a gap, but not the newest ones, which may not be written yet", () => {
    const rows = rowsOfHistory(history, lag);
    expect(rows.map(({ t }) => t)).toEqual([0, 1000, 2000]);
    expect(rows[1]?.points.a).toMatchObject({ lagSeconds: null, state: "unknown" });
  });

  it("fills in around live rows and never over them", () => {
    const merged = mergeHistory(
      [row(10_000, 7), row(11_000, 7)],
      [0, 5000, 10_000, 20_000].map((t) => row(t, 1)),
    );
    expect(merged.map(({ t }) => t)).toEqual([0, 5000, 10_000, 11_000, 20_000]);
    expect(merged[2]?.points.a?.lagSeconds).toBe(7);
  });
});

describe("sparkOf", () => {
  it("has one value per second, steps of history drawn out over theirs", () => {
    expect(sparkOf([row(0, 1, 2000), row(2000, 2, 2000), row(4000, 3)], "a", 5)).toEqual([1, 1, 2, 2, 3]);
  });

  it("leaves a hole where nothing came", () => {
    expect(sparkOf([row(0, 1), row(4000, 3)], "a", 5)).toEqual([1, 1, null, null, 3]);
  });
});
