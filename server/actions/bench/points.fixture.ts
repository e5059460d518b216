/** `TIDEMARK_TEST_SWEEP=1`: every point of every step, which takes minutes, in the place of those that differ most. */
export const sweeps = process.env.TIDEMARK_TEST_SWEEP === "1";

/** Every point of a run of so many steps at which a test may kill it; `silent` steps send nothing. */
export const everyPoint = (steps: number, silent: readonly number[]): string[] =>
  Array.from({ length: steps }, (_, index) => index + 1).flatMap((n) => {
    const sending = silent.includes(n) ? [] : ["after-send", "after-reply"];
    return ["before-send", ...sending, "after-journal"].map((point) => `run.${point}:${n}`);
  });
