import type { Clock } from "./config";

/** Waits; never keeps the process alive. */
export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });

/**
 * Runs `round` at once, and then at every `phaseMs + k × intervalMs` of the clock that finds it idle: a round that
 * takes too long skips beats instead of queueing them. @returns what stops it
 */
export function everyInterval(
  { intervalMs, phaseMs, clock }: { intervalMs: number; phaseMs: number; clock: Clock },
  round: () => Promise<void>,
  onError: (error: unknown) => void,
): () => void {
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  const run = async (): Promise<void> => {
    await round().catch(onError);
    if (stopped) return;
    const sincePhase = clock.nowMs() - phaseMs;
    timer = setTimeout(run, intervalMs - (((sincePhase % intervalMs) + intervalMs) % intervalMs));
  };
  void run();
  return () => {
    stopped = true;
    if (timer !== null) clearTimeout(timer);
  };
}

/** Where group number `index` starts within the interval: by the golden ratio, so that any number of them lie apart. */
export const phaseOf = (index: number, intervalMs: number): number =>
  ((index * 0.618_033_988_75) % 1) * intervalMs;
