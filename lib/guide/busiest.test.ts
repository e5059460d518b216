import { expect, test } from "vitest";
import type { History } from "@/lib/contract";
import { busiestRate } from "./busiest";

type Columns = Readonly<Record<string, { offset: (number | null)[]; rate: (number | null)[] }>>;

const history = (columns: Columns, stepMs = 60_000): History => {
  const steps = Math.max(0, ...Object.values(columns).map(({ offset }) => offset.length));
  const column = (last: (number | null)[]) => ({ max: last, last, min: null });
  return {
    stepMs,
    t: Array.from({ length: steps }, (_, index) => index * stepMs),
    series: Object.entries(columns).flatMap(([instance, { offset, rate }]) => [
      { instance, metric: "offset" as const, ...column(offset) },
      { instance, metric: "writeBytesPerSecond" as const, ...column(rate) },
    ]),
    states: [],
  };
};
const rateOf = (columns: Columns): number | null => busiestRate(history(columns))?.bytesPerSecond ?? null;

test("the busiest minute is told by what its offsets came on, not by its busiest second", () => {
  expect(busiestRate(history({ a: { offset: [0, 60_000, 660_000], rate: [9e9, 9e9, 9e9] } }))).toEqual({
    bytesPerSecond: 10_000,
    seen: "mean of the busiest 1\u00a0m\u00a000\u00a0s of the last 3\u00a0m\u00a000\u00a0s",
  });
});

test.each<[string, number | null, Columns]>([
  ["a gap is not bridged", 1, { a: { offset: [0, 60, null, 6e9], rate: [1, 1, null, 1] } }],
  ["an offset that jumps is no writing", 5, { a: { offset: [0, 6e9], rate: [5, 5] } }],
  ["nor is one that falls", null, { a: { offset: [6e9, 0], rate: [5, 5] } }],
  [
    "a replica, which has no write rate, tells nothing",
    null,
    { a: { offset: [0, 600], rate: [null, null] } },
  ],
  [
    "whoever was the primary counts",
    4,
    { a: { offset: [0, 60], rate: [9, 9] }, b: { offset: [0, 240], rate: [9, 9] } },
  ],
  ["nothing was written, which is known", 0, { a: { offset: [7, 7], rate: [0, 0] } }],
  ["one step alone is none", null, { a: { offset: [7], rate: [1] } }],
])("%s", (_, expected, columns) => {
  expect(rateOf(columns)).toBe(expected);
});
