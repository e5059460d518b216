import { expect, test } from "vitest";
import { scalingCases, scalingRounds } from "./scaling-order";

test("each number of replicas has one row, in order, and the greatest another as a chain", () => {
  expect(scalingCases({ replicas: [3, 0, 1, 3], chained: true })).toEqual([
    { shape: "alone", replicas: 0 },
    { shape: "fan-out", replicas: 1 },
    { shape: "fan-out", replicas: 3 },
    { shape: "chain", replicas: 3 },
  ]);
});

test("one replica makes no chain, and none is asked for where none is wanted", () => {
  expect(scalingCases({ replicas: [1], chained: true })).toHaveLength(1);
  expect(scalingCases({ replicas: [0, 2], chained: false })).toHaveLength(2);
});

test("every row is measured as often and, on average, at the same time as every other", () => {
  for (const seconds of [1, 5, 60])
    for (const cases of [1, 2, 5]) {
      const { order, rounds, secondsEach } = scalingRounds(cases, seconds);
      expect(rounds * secondsEach).toBe(seconds);
      for (let one = 0; one < cases; one += 1) {
        const places = order.flatMap((at, place) => (at === one ? [place] : []));
        expect(places).toHaveLength(rounds);
        expect(places.reduce((a, b) => a + b, 0) / rounds).toBe((order.length - 1) / 2);
      }
    }
});
