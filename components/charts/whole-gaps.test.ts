import { describe, expect, it } from "vitest";
import { anEvent } from "../events/event.fixture";
import { frameWithin, isEmpty } from "./frame";
import { aSeries } from "./series.fixture";

/** Rows at the middle of steps of a minute. */
const minutes = (a: readonly (number | null)[]) => aSeries({ a }, 30_000, 60_000);
const within = (toMs: number) => ({ fromMs: 0, toMs, binMs: 60_000, wholeUntilMs: Number.POSITIVE_INFINITY });

describe("gaps between whole steps", () => {
  it("are the steps without a sample, from edge to edge", () => {
    const { gaps } = frameWithin(minutes([1, null, null, 1]), ["a"], within(240_000));
    expect(gaps).toEqual([{ fromMs: 60_000, toMs: 180_000, instance: null, state: "unknown" }]);
  });

  it("reach to the end of the period where nothing came after them", () => {
    const { gaps } = frameWithin(minutes([1, 1, null, null]), ["a"], within(230_000));
    expect(gaps).toMatchObject([{ fromMs: 120_000, toMs: 230_000 }]);
  });

  it("begin a period only where Tidemark recorded that it was not running: else nobody watched yet", () => {
    const series = minutes([null, null, 1, 1]);
    expect(frameWithin(series, ["a"], within(240_000)).gaps).toEqual([]);
    const gap = anEvent(1, { type: "gap", at: new Date(121_000).toISOString(), instance: null });
    expect(frameWithin(series, ["a"], within(240_000), [gap]).gaps).toMatchObject([
      { fromMs: 0, toMs: 120_000, instance: null },
    ]);
  });

  it("part the line of the past from that of the present where rows are not of whole steps", () => {
    const past = minutes([1, null, 1]);
    const series = aSeries({ a: [1, null, 1, null, null, null, 1] }, 0, 1000);
    series.t.splice(0, 3, ...past.t);
    series.t.splice(3, 4, 200_000, 202_000, 204_000, 206_000);
    const { gaps } = frameWithin(series, ["a"], { ...within(206_000), wholeUntilMs: 150_000 });
    expect(gaps).toMatchObject([
      { fromMs: 60_000, toMs: 120_000 },
      { fromMs: 180_000, toMs: 206_000 },
    ]);
  });
});

it("a period of which nothing was kept is empty, one with a single sample is not", () => {
  expect(isEmpty(frameWithin(minutes([null, null]), ["a"], within(120_000)))).toBe(true);
  expect(isEmpty(frameWithin(minutes([null, 0]), ["a"], within(120_000)))).toBe(false);
});

it("a spike of one step stays among 300, and is the highest value of its bin", () => {
  const column = Array.from({ length: 300 }, () => 0.1);
  column[150] = 48;
  const frame = frameWithin(minutes(column), ["a"], within(300 * 60_000));
  expect(frame.t).toHaveLength(300);
  expect(Math.max(...(frame.values.lagSeconds.a ?? []).flatMap((value) => value ?? []))).toBe(48);
});
