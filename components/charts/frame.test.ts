import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Event } from "@/lib/contract";
import { binFor, binsOf, MOST_POINTS, worstPerBin } from "./downsample";
import { frameOf, highestOf, loneRows } from "./frame";
import { causeOf, gapsOf } from "./gaps";
import { aSeries } from "./series.fixture";

const steady = (n: number, value: number | null = 0.1) => Array.from({ length: n }, () => value);

describe("binning", () => {
  it("keeps every maximum, whatever the samples and the bins", () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.double({ min: 0, max: 1e9, noNaN: true })), { minLength: 1, maxLength: 900 }),
        fc.integer({ min: 50, max: 300 }),
        (column, points) => {
          const t = column.map((_, i) => 1_000_000 + i * 1000);
          const bins = binsOf(t, binFor(900_000, points), 0, Number.MAX_SAFE_INTEGER);
          const known = (list: readonly (number | null)[]) => list.filter((value) => value !== null);
          const high = known(worstPerBin(column, bins, "highest"));
          const low = known(worstPerBin(column, bins, "lowest"));
          expect(Math.max(-1, ...high)).toBe(Math.max(-1, ...known(column)));
          expect(Math.min(1e10, ...low)).toBe(Math.min(1e10, ...known(column)));
        },
      ),
    );
  });

  it("never makes more than 300 points of 15 minutes at one sample a second", () => {
    const frame = frameOf(aSeries({ a: steady(900) }), ["a"], 900_000, 5000);
    expect(frame.binMs).toBe(3000);
    expect(frame.t.length).toBeLessThanOrEqual(MOST_POINTS + 1);
  });

  it("does not shift its bins as time goes on", () => {
    const long = aSeries({ a: steady(400).map((_, i) => i) });
    const before = frameOf({ ...long, t: long.t.slice(0, 399) }, ["a"], 300_000, 100);
    const after = frameOf(long, ["a"], 300_000, 100);
    const inner = before.t.slice(2, -2);
    expect(after.t).toEqual(expect.arrayContaining(inner));
  });

  it("shows a spike of one sample among 900", () => {
    const column = steady(900);
    column[450] = 52;
    expect(highestOf(frameOf(aSeries({ a: column }), ["a"], 900_000, 150), "lagSeconds")).toBe(52);
  });

  it("keeps the lowest headroom of a bin", () => {
    const series = aSeries({ a: steady(30) });
    const own = series.byInstance.a;
    if (own) own.headroomSeconds[15] = 3;
    const frame = frameOf(series, ["a"], 300_000, 30);
    expect(Math.min(...(frame.values.headroomSeconds.a ?? []).flatMap((value) => value ?? []))).toBe(3);
  });
});

describe("gaps", () => {
  const outage = [...steady(20), ...steady(10, null), ...steady(20)];

  it("breaks every line over a silence of ten seconds, and names the stretch", () => {
    const frame = frameOf(aSeries({ a: outage, b: outage }), ["a", "b"], 300_000, 300);
    expect(frame.gaps).toEqual([{ fromMs: 1_019_000, toMs: 1_030_000, instance: null, state: "unknown" }]);
    const hole = frame.t.findIndex((t) => t > 1_019_000 && t < 1_030_000);
    expect(hole).toBeGreaterThan(0);
    expect(frame.values.lagBytes.a?.[hole]).toBeNull();
  });

  it("breaks the line even when a silence begins and ends inside bins that have values", () => {
    const series = aSeries({ a: steady(40) });
    const t = series.t.map((at, i) => (i < 20 ? at : at + 60_000));
    const withMark = {
      t: [...t.slice(0, 20), (t[19] ?? 0) + 500, ...t.slice(20)],
      byInstance: Object.fromEntries(
        Object.entries(series.byInstance).map(([id, columns]) => [
          id,
          {
            lagBytes: [...columns.lagBytes.slice(0, 20), null, ...columns.lagBytes.slice(20)],
            lagSeconds: [...columns.lagSeconds.slice(0, 20), null, ...columns.lagSeconds.slice(20)],
            headroomSeconds: [
              ...columns.headroomSeconds.slice(0, 20),
              null,
              ...columns.headroomSeconds.slice(20),
            ],
            headroomBytes: [...columns.headroomBytes.slice(0, 20), null, ...columns.headroomBytes.slice(20)],
            state: [...columns.state.slice(0, 20), "unknown" as const, ...columns.state.slice(20)],
          },
        ]),
      ),
    };
    const frame = frameOf(withMark, ["a"], 300_000, 20);
    const nulls = (frame.values.lagSeconds.a ?? []).filter((value) => value === null);
    expect(nulls.length).toBeGreaterThan(0);
  });

  it("tells one silent instance from a silent Tidemark, and why it is silent", () => {
    const series = aSeries({ a: outage, b: steady(50) });
    const own = series.byInstance.a;
    own?.state.fill("unreachable", 20, 30);
    const gaps = gapsOf(series, ["a", "b"]);
    expect(gaps).toMatchObject([{ instance: "a", state: "unreachable" }]);
    expect(gaps.map((gap) => causeOf(gap, (id) => id.toUpperCase()))).toEqual(["A unreachable"]);
  });

  it("takes no time as a primary for a gap", () => {
    const live = aSeries({ a: [1, 1, ...steady(10, null), 1, 1] });
    live.byInstance.a?.state.fill("online");
    expect(gapsOf(live, ["a"]).filter(({ instance }) => instance !== null)).toEqual([]);
    const past = aSeries({ a: [1, 1, ...steady(10, null), 1, 1], b: steady(14) });
    const role: Event = {
      id: "e",
      at: new Date(1_002_000).toISOString(),
      type: "role-changed",
      group: "orders",
      instance: "a",
      severity: "info",
      title: "",
      detail: "",
      run: null,
    };
    expect(gapsOf(past, ["a", "b"])).toHaveLength(1);
    expect(gapsOf(past, ["a", "b"], ["a", "b"], [role])).toEqual([]);
  });

  it("takes no late sample for a gap, and no time before the first sample", () => {
    expect(gapsOf(aSeries({ a: [null, null, null, null, 1, 1, null, 1, 1] }), ["a"])).toEqual([]);
  });

  it("gives a lone sample between two gaps its dot", () => {
    expect(loneRows([null, 3, null, 4, 5, null, 6])).toEqual([1, 6]);
  });
});

describe("more than six replicas", () => {
  const many = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`r${i}`, steady(30, i)]));

  it("gives the worst five a line and the rest a band from the middle to the highest", () => {
    const frame = frameOf(aSeries(many), Object.keys(many), 300_000, 100);
    expect(frame.picked.lines).toEqual(["r4", "r5", "r6", "r7", "r8"]);
    expect(frame.picked.rest).toEqual(["r0", "r1", "r2", "r3"]);
    expect(frame.band.lagSeconds[0]).toEqual([2, 3]);
  });
});
