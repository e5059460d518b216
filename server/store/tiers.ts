import type { Tiers } from "@/server/settings";

/** Which tier answers a question, and at which step. */
export interface Resolution {
  /** Index into the tiers, 0 the finest. */
  readonly tier: number;
  readonly stepMs: number;
}

/**
 * The finest tier that still holds `fromMs`, or a coarser one when the asker wants fewer points than it has, or when it
 * has more rows than may be read; the step is a whole multiple of the tier's.
 * @param minStepMs no step is shorter: with less than two polls to a step, a jitter of the poll would look like a gap.
 * @param mostRows of one instance.
 */
export function resolutionFor(
  tiers: Tiers,
  query: {
    fromMs: number;
    toMs: number;
    points: number;
    nowMs: number;
    minStepMs: number;
    mostRows: number;
  },
): Resolution {
  const spanMs = query.toMs - query.fromMs;
  const wantedMs = Math.max(spanMs / query.points, query.minStepMs);
  const longestMs = Math.max(...tiers.map((tier) => tier.keepMs));
  // Of a time that nothing holds any more, no tier knows less than the finest of those kept longest.
  const heldMs = Math.max(query.fromMs, query.nowMs - longestMs);
  const covering = tiers.findIndex((tier) => query.nowMs - tier.keepMs <= heldMs);
  const within = tiers.findIndex((tier) => spanMs / tier.stepMs <= query.mostRows);
  const affordable = within === -1 ? tiers.length - 1 : within;
  const coarse = tiers.findLastIndex((tier) => tier.stepMs <= wantedMs);
  const tier = Math.max(covering, affordable, coarse, 0);
  const baseMs = tiers[tier]?.stepMs ?? tiers[0].stepMs;
  return { tier, stepMs: baseMs * Math.max(1, Math.ceil(wantedMs / baseMs)) };
}

/** The start of the step that holds `atMs`. */
export const stepStart = (atMs: number, stepMs: number): number => Math.floor(atMs / stepMs) * stepMs;
