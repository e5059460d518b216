import type { ScalingSettings, Shape } from "@/lib/contract";

/** What one row of the result is measured on. */
export interface ScalingCase {
  readonly shape: Shape;
  readonly replicas: number;
}

/** From so many seconds on a row is measured four times, under it twice: shorter rounds would measure their own beginning. */
const FOUR_ROUNDS_SECONDS = 4;

/** The rows in the order in which they are shown. A chain of one is what one replica is anyhow. */
export function scalingCases({
  replicas,
  chained,
}: Pick<ScalingSettings, "replicas" | "chained">): ScalingCase[] {
  const counts = [...new Set(replicas)].sort((a, b) => a - b);
  const most = counts.at(-1) ?? 0;
  const cases = counts.map(
    (count) => ({ shape: count === 0 ? "alone" : "fan-out", replicas: count }) as const,
  );
  return chained && most > 1 ? [...cases, { shape: "chain", replicas: most }] : cases;
}

/**
 * What is measured one after the other: all rows in turn, then all in the opposite order, and so on, an even number of times.
 * A machine that grows slower or faster meanwhile, as one does when it warms up or others come to use it, does so to all rows alike.
 * @returns the case by its place in the list, and how long it counts. Seconds.
 */
export function scalingRounds(
  cases: number,
  seconds: number,
): { readonly rounds: number; readonly secondsEach: number; readonly order: readonly number[] } {
  const rounds = seconds < FOUR_ROUNDS_SECONDS ? 2 : 4;
  const forth = Array.from({ length: cases }, (_, i) => i);
  const back = forth.toReversed();
  const order = Array.from({ length: rounds }, (_, round) => (round % 2 === 0 ? forth : back)).flat();
  return { rounds, secondsEach: seconds / rounds, order };
}
