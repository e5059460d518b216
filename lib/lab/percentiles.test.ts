import { expect, test } from "vitest";
import { percentiles } from "./percentiles";

test("each percentile is a value that was measured, whatever the order they came in", () => {
  const values = Array.from({ length: 200 }, (_, i) => ((i * 7) % 200) + 1);
  expect(percentiles(values)).toEqual({ count: 200, p50: 100, p95: 190, p99: 198, max: 200 });
});

test("of one value all are that value; of none there are none", () => {
  expect(percentiles([3])).toEqual({ count: 1, p50: 3, p95: 3, p99: 3, max: 3 });
  expect(percentiles([])).toBeNull();
});
