import type { Tier, Tiers } from "@/server/settings";

/** An answer is read from at most about so many rows of an instance: one for each of 600 points, or up to ten. */
const mostRatio = 10;
/** A last tier with more steps than this gets a coarser one after it. */
const mostSteps = 1_000;
/** How much coarser each of those is. */
const ratio = 5;

/**
 * The tiers that are really made: those of the settings, and between and after them such as only make answers quick,
 * so that no question, from minutes to the longest keep, has to read more than a few rows for each point. One minute for
 * 30 days, 43,200 steps, is followed by 5 minutes (8,640), 25 minutes (1,728) and 125 minutes (346), for large groups.
 */
export function ladderOf(tiers: Tiers): Tiers {
  const [finest, ...coarser] = tiers;
  const ladder: [Tier, ...Tier[]] = [finest];
  let last = finest;
  const add = (tier: Tier): void => {
    ladder.push(tier);
    last = tier;
  };
  for (const tier of coarser) {
    for (
      let factor = rung(tier.stepMs / last.stepMs);
      factor !== null;
      factor = rung(tier.stepMs / last.stepMs)
    )
      add({ stepMs: last.stepMs * factor, keepMs: last.keepMs });
    add(tier);
  }
  while (last.keepMs / last.stepMs > mostSteps) add({ stepMs: last.stepMs * ratio, keepMs: last.keepMs });
  return ladder;
}

/** By what factor to go on from a step towards one `apart` times as long; null: go there at once. */
function rung(apart: number): number | null {
  if (apart <= mostRatio) return null;
  for (let factor = mostRatio; factor > 1; factor -= 1) if (apart % factor === 0) return factor;
  return null;
}
