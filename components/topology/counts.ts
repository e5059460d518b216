import type { Group } from "@/lib/contract";
import type { LagThresholds } from "@/lib/group/member";
import { type InstanceState, stateOf } from "@/lib/topology/state";

/** How many instances are in one state, in words: `2 down`. */
export interface StateCount {
  readonly state: InstanceState;
  readonly count: number;
  readonly words: string;
}

const plain: Record<InstanceState, string> = {
  unreachable: "unreachable",
  unreadable: "unreadable",
  "link-down": "link down",
  syncing: "full resync",
  loading: "loading",
  lagging: "lagging",
  unknown: "unknown",
  online: "online",
};

const many: Partial<Record<InstanceState, string>> = { "link-down": "links down", syncing: "full resyncs" };

/** The states found in `group`, worst first; empty without instances. */
export function countStates(group: Group | null, lag: LagThresholds): StateCount[] {
  const found = new Map<InstanceState, { rank: number; count: number }>();
  for (const instance of group?.instances ?? []) {
    const { state, rank } = stateOf(instance, lag);
    found.set(state, { rank, count: (found.get(state)?.count ?? 0) + 1 });
  }
  return [...found]
    .sort(([, a], [, b]) => a.rank - b.rank)
    .map(([state, { count }]) => ({
      state,
      count,
      words: `${count} ${(count > 1 ? many[state] : undefined) ?? plain[state]}`,
    }));
}

/** A selector over `countStates` that answers the same list while the counts stay the same. */
export function countsSelector(lag: LagThresholds): (group: Group | null) => readonly StateCount[] {
  let before: { key: string; counts: readonly StateCount[] } = { key: "", counts: [] };
  return (group) => {
    const counts = countStates(group, lag);
    const key = counts.map(({ words }) => words).join();
    if (key !== before.key) before = { key, counts };
    return before.counts;
  };
}
