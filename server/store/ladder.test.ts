import fc from "fast-check";
import { expect, test } from "vitest";
import type { Tier, Tiers } from "@/server/settings";
import { ladderOf } from "./ladder";

const hour = 3_600_000;
const day = 24 * hour;

test("The default tiers are followed by steps of 5, 25 and 125 minutes, kept as long as the longest", () => {
  const tiers: Tiers = [
    { stepMs: 1_000, keepMs: hour },
    { stepMs: 10_000, keepMs: day },
    { stepMs: 60_000, keepMs: 30 * day },
  ];
  expect(ladderOf(tiers)).toEqual([
    ...tiers,
    { stepMs: 300_000, keepMs: 30 * day },
    { stepMs: 1_500_000, keepMs: 30 * day },
    { stepMs: 7_500_000, keepMs: 30 * day },
  ]);
});

test("A wide step between two tiers is bridged by tiers kept as long as the finer one", () => {
  const tiers: Tiers = [
    { stepMs: 1_000, keepMs: 2 * day },
    { stepMs: 60_000, keepMs: 2 * day },
  ];
  expect(ladderOf(tiers).slice(0, 3)).toEqual([tiers[0], { stepMs: 10_000, keepMs: 2 * day }, tiers[1]]);
});

const anyTiers = fc
  .array(fc.record({ factor: fc.integer({ min: 2, max: 400 }), longer: fc.integer({ min: 1, max: 50 }) }), {
    maxLength: 3,
  })
  .map((more): Tiers => {
    const first: Tier = { stepMs: 1_000, keepMs: hour };
    const rest: Tier[] = [];
    for (const { factor, longer } of more) {
      const last = rest.at(-1) ?? first;
      const stepMs = last.stepMs * factor;
      rest.push({ stepMs, keepMs: Math.max(stepMs, last.keepMs * longer) });
    }
    return [first, ...rest];
  });

test("Whatever the settings say, all their tiers are there and each step is a whole multiple of the one before", () => {
  fc.assert(
    fc.property(anyTiers, (tiers) => {
      const ladder = ladderOf(tiers);
      for (const tier of tiers) expect(ladder).toContainEqual(tier);
      for (const [i, tier] of ladder.entries()) {
        const before = ladder[i - 1];
        if (before === undefined) continue;
        expect(tier.stepMs).toBeGreaterThan(before.stepMs);
        expect(tier.stepMs % before.stepMs).toBe(0);
        expect(tier.keepMs).toBeGreaterThanOrEqual(before.keepMs);
      }
      const last = ladder.at(-1);
      expect((last?.keepMs ?? 0) / (last?.stepMs ?? 1)).toBeLessThanOrEqual(1_000);
    }),
  );
});
