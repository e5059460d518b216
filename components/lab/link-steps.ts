/** The delays of the slider: small ones matter more. Milliseconds. */
export const delaySteps: readonly number[] = [0, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];

/** The step nearest to a delay: somebody else may have set one that is none. */
export function stepOf(delayMs: number): number {
  let nearest = 0;
  for (const [step, ms] of delaySteps.entries())
    if (Math.abs(ms - delayMs) < Math.abs((delaySteps[nearest] ?? 0) - delayMs)) nearest = step;
  return nearest;
}

/** The speeds that can be chosen, by their text; `full`: as fast as this machine can. */
export const speedOptions = [
  { value: "full", label: "Full speed", bytesPerSecond: null },
  { value: "10MiB", label: "10 MiB/s", bytesPerSecond: 10_485_760 },
  { value: "1MiB", label: "1 MiB/s", bytesPerSecond: 1_048_576 },
  { value: "100KiB", label: "100 KiB/s", bytesPerSecond: 102_400 },
  { value: "10KiB", label: "10 KiB/s", bytesPerSecond: 10_240 },
] as const;
