/** Most points a line may have: more costs the page a long task, and no screen shows them. */
export const MOST_POINTS = 300;

const STEPS_MS = [1000, 2000, 3000, 5000, 6000, 10_000, 15_000, 30_000, 60_000];

/** Width of a bin so that a line over `spanMs` has about `points` points, in steps a person can name. Milliseconds. */
export function binFor(spanMs: number, points: number): number {
  const least = spanMs / Math.max(1, Math.min(MOST_POINTS, points));
  return STEPS_MS.find((step) => step >= least) ?? Math.ceil(least / 60_000) * 60_000;
}

/** Rows of one column that fall into one bin: from `from` up to but not with `to`. `t` is the last row's time. */
export interface Bin {
  readonly t: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Cuts rows at times `t` (Unix milliseconds, rising) into bins of `binMs`. Bins stand on whole multiples of their width,
 * so that they do not shift as time goes on; one without rows is left out.
 */
export function binsOf(t: readonly number[], binMs: number, fromMs: number, toMs: number): Bin[] {
  const bins: Bin[] = [];
  let current: { key: number; from: number; t: number } | null = null;
  const close = (to: number): void => {
    if (current !== null) bins.push({ t: current.t, from: current.from, to });
  };
  t.forEach((at, i) => {
    if (at < fromMs || at > toMs) return;
    const key = Math.floor(at / binMs);
    if (current?.key === key) current.t = at;
    else {
      close(i);
      current = { key, from: i, t: at };
    }
  });
  close(t.findLastIndex((at) => at <= toMs) + 1);
  return bins;
}

/** The worst value of each bin: the highest lag, the lowest headroom. A spike of one sample stays. Null: none is known. */
export function worstPerBin(
  column: readonly (number | null)[],
  bins: readonly Bin[],
  worst: "highest" | "lowest",
): (number | null)[] {
  const choose = worst === "highest" ? Math.max : Math.min;
  return bins.map(({ from, to }) => {
    let found: number | null = null;
    for (let i = from; i < to; i += 1) {
      const value = column[i] ?? null;
      if (value !== null) found = found === null ? value : choose(found, value);
    }
    return found;
  });
}
