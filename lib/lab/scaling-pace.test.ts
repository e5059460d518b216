import fc from "fast-check";
import { expect, test } from "vitest";
import { Pace, shareOf } from "./scaling-pace";

/** Begins all that may, whenever the timer comes back, which is up to `lateMs` late. */
function begun(perSecond: number, seconds: number, lateMs: number): number {
  const pace = new Pace(perSecond, 0);
  let count = 0;
  for (let nowMs = 0; nowMs < seconds * 1000; nowMs += pace.waitMs + lateMs)
    while (pace.take(nowMs)) count += 1;
  return count;
}

test("a timer that is always late costs nothing of the rate", () => {
  for (const perSecond of [50, 1_000, 20_000])
    expect(begun(perSecond, 10, 3) / (10 * perSecond)).toBeCloseTo(1, 2);
});

test("whatever the timer does, no more begin than the rate allows and one catching-up", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200_000 }),
      fc.array(fc.double({ min: 0, max: 500, noNaN: true })),
      (rate, gaps) => {
        const pace = new Pace(rate, 0);
        let [nowMs, count] = [0, 0];
        for (const gap of gaps) {
          nowMs += gap;
          for (let tries = 0; tries < 10_000 && pace.take(nowMs); tries += 1) count += 1;
        }
        expect(count).toBeLessThanOrEqual((rate * nowMs) / 1000 + rate * 0.02 + 2);
      },
    ),
  );
});

test("without a rate all may begin", () => {
  const pace = new Pace(null, 0);
  expect(Array.from({ length: 1_000 }, () => pace.take(0))).not.toContain(false);
});

test("shares differ by one at most, and are the whole together", () => {
  expect(Array.from({ length: 4 }, (_, part) => shareOf(10, part, 4))).toEqual([2, 3, 2, 3]);
});
