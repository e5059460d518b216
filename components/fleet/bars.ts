import type { InstanceState } from "@/lib/topology/state";

const WIDTH = 106;
/** A share of one problem among hundreds must still be seen. */
const LEAST = 3;

/** One bar to scale: runs of equal states in the order given; problems are never narrower than 3 px. Pixels. */
export function bars(states: readonly InstanceState[]): { state: InstanceState; width: number }[] {
  const counts = new Map<InstanceState, number>();
  for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
  const all = [...counts].map(([state, count]) => ({
    state,
    width: Math.max(LEAST, (count / states.length) * WIDTH),
  }));
  const widest = all.toSorted((a, b) => b.width - a.width)[0];
  const excess = all.reduce((sum, { width }) => sum + width, 0) - WIDTH;
  return all.map((bar) => (bar === widest ? { ...bar, width: Math.max(LEAST, bar.width - excess) } : bar));
}
