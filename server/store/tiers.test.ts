import fc from "fast-check";
import { expect, test } from "vitest";
import type { Tiers } from "@/server/settings";
import { ladderOf } from "./ladder";
import { resolutionFor, stepStart } from "./tiers";

const tiers: Tiers = [
  { stepMs: 1_000, keepMs: 3_600_000 },
  { stepMs: 10_000, keepMs: 86_400_000 },
  { stepMs: 60_000, keepMs: 2_592_000_000 },
];
const nowMs = 1_800_000_000_000;

const query = fc
  .record({
    agoMs: fc.integer({ min: 1_000, max: 40 * 86_400_000 }),
    spanMs: fc.integer({ min: 1_000, max: 40 * 86_400_000 }),
    points: fc.integer({ min: 1, max: 2_000 }),
    minStepMs: fc.constantFrom(200, 2_000, 120_000),
    mostRows: fc.constantFrom(100, 6_000, 60_000),
  })
  .map(({ agoMs, spanMs, ...rest }) => ({
    ...rest,
    fromMs: nowMs - agoMs,
    toMs: nowMs - agoMs + Math.min(spanMs, agoMs),
    nowMs,
  }));

test("An answer has no more steps than asked for, beyond the one that begins before the question", () => {
  fc.assert(
    fc.property(query, (q) => {
      const { stepMs } = resolutionFor(tiers, q);
      const count = Math.ceil((q.toMs - stepStart(q.fromMs, stepMs)) / stepMs);
      expect(count).toBeLessThanOrEqual(q.points + 1);
    }),
  );
});

test("A step is a whole multiple of its tier's, and never shorter than the shortest", () => {
  fc.assert(
    fc.property(query, (q) => {
      const { tier, stepMs } = resolutionFor(tiers, q);
      expect(stepMs % (tiers[tier]?.stepMs ?? 0)).toBe(0);
      expect(stepMs).toBeGreaterThanOrEqual(q.minStepMs);
    }),
  );
});

test("The tier still holds the beginning of the question, or is one of those kept longest", () => {
  fc.assert(
    fc.property(query, (q) => {
      const { tier } = resolutionFor(tiers, q);
      const keepMs = tiers[tier]?.keepMs ?? 0;
      expect(nowMs - keepMs <= q.fromMs || keepMs === 2_592_000_000).toBe(true);
    }),
  );
});

test("A question that begins just before the longest keep is answered as one that begins at it", () => {
  const ladder = ladderOf(tiers);
  const asked = { toMs: nowMs, nowMs, points: 600, minStepMs: 2_000, mostRows: 6_000 };
  const fromMs = nowMs - 2_592_000_000;
  const within = resolutionFor(ladder, { ...asked, fromMs });
  expect(resolutionFor(ladder, { ...asked, fromMs: fromMs - 1 })).toEqual(within);
  expect(within.stepMs).toBe(75 * 60_000);
});

test("No more rows of an instance are read than are allowed, unless even the coarsest tier has more", () => {
  fc.assert(
    fc.property(query, (q) => {
      const { tier } = resolutionFor(tiers, q);
      const rows = (q.toMs - q.fromMs) / (tiers[tier]?.stepMs ?? 0);
      expect(rows <= q.mostRows || tier === tiers.length - 1).toBe(true);
    }),
  );
});
