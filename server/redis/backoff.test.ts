import fc from "fast-check";
import { expect, test } from "vitest";
import { backoffMs, MAX_BACKOFF_MS } from "./backoff";

test("pauses double and stop growing at 5 s", () => {
  const longest = [1, 2, 3, 4, 5, 6, 7, 1000].map((failures) => backoffMs(failures, 1));
  expect(longest).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000, 5000]);
});

test("chance takes away at most half of a pause and never adds to it", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (failures, random) => {
        const pause = backoffMs(failures, random);
        expect(pause).toBeLessThanOrEqual(MAX_BACKOFF_MS);
        expect(pause).toBeGreaterThanOrEqual(backoffMs(failures, 1) / 2);
      },
    ),
  );
});
