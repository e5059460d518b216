import fc from "fast-check";
import { expect, test } from "vitest";
import { percentiles } from "./percentiles";
import { addLatencies, Latencies, latencyPercentiles, noLatencies } from "./scaling-latency";

function counted(seconds: readonly number[]) {
  const latencies = new Latencies();
  for (const one of seconds) latencies.add(one);
  return latencies.counts();
}

const seconds = fc.array(fc.double({ min: 1e-6, max: 30, noNaN: true }), { minLength: 1, maxLength: 300 });

test("a percentile is what was measured, or at most a hundredth more", () => {
  fc.assert(
    fc.property(seconds, (all) => {
      const told = latencyPercentiles(counted(all));
      const true_ = percentiles(all);
      if (told === null || true_ === null) throw new Error("nothing was told");
      expect(told.count).toBe(true_.count);
      expect(told.max).toBe(true_.max);
      for (const share of ["p50", "p95", "p99"] as const) {
        expect(told[share]).toBeGreaterThanOrEqual(true_[share] * 0.999_999);
        expect(told[share]).toBeLessThanOrEqual(true_[share] * 1.010_001);
      }
    }),
  );
});

test("what several processes counted is what one would have counted", () => {
  fc.assert(
    fc.property(seconds, seconds, (a, b) => {
      expect(latencyPercentiles(addLatencies([counted(a), counted(b)]))).toEqual(
        latencyPercentiles(counted([...a, ...b])),
      );
    }),
  );
});

test("of none there is nothing to tell", () => {
  expect(latencyPercentiles(noLatencies)).toBeNull();
  expect(latencyPercentiles(addLatencies([]))).toBeNull();
});
