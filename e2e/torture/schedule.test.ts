import { expect, test } from "vitest";
import { chosen, type Line, schedule } from "./schedule";

const first = (seed: number, count: number): Line[] => {
  const lines: Line[] = [];
  for (const line of schedule(seed)) {
    if (lines.length === count) break;
    lines.push(line);
  }
  return lines;
};

test("a seed gives the same schedule every time, and another one another", () => {
  expect(first(7, 200)).toEqual(first(7, 200));
  expect(first(7, 200)).not.toEqual(first(8, 200));
});

test("the acts and faults of long schedules are all there are, and a switchover is the commonest act", () => {
  const lines = first(1, 2_000);
  expect([...new Set(lines.map(({ act }) => act.do))].toSorted()).toMatchSnapshot("acts");
  expect(
    [...new Set(lines.flatMap(({ fault }) => (fault === null ? [] : [fault.kind])))].toSorted(),
  ).toMatchSnapshot("faults");
  expect(lines.filter(({ act }) => act.do === "promote").length).toBeGreaterThan(1_000);
});

test("a choice drawn beforehand falls on one of those that are there", () => {
  expect([0, 0.3, 0.5, 0.999].map((pick) => chosen(["a", "b", "c"], pick))).toEqual(["a", "a", "b", "c"]);
  expect(() => chosen([], 0.5)).toThrow();
});
