import { bestCandidate } from "@/components/runs/best-candidate";
import type { Group, Instance } from "@/lib/contract";

/** Who would most likely be the next primary, while the present one does not answer. */
export interface Successor {
  readonly instance: string;
  readonly words: string;
}

const number = (value: number | null): number => value ?? Number.NEGATIVE_INFINITY;

/**
 * Sentinel's order: the lowest priority but 0, then the furthest offset, then the first run id; what does not answer is left
 * out. Source: sentinel.c, sentinelSelectSlave and compareSlavesForPromotion.
 */
const bySentinel = (a: Instance, b: Instance): number =>
  (a.priority ?? 100) - (b.priority ?? 100) ||
  number(b.offset) - number(a.offset) ||
  (a.runId ?? "").localeCompare(b.runId ?? "");

/** Null while the primary answers, or another one has taken over. */
export function successorOf(group: Group): Successor | null {
  const { instances } = group;
  const gone = instances.find(({ id }) => id === group.primary);
  const another = instances.some(
    ({ role, reachable, detached }) => role === "primary" && reachable && !detached,
  );
  if (gone === undefined || gone.reachable || another) return null;
  if (group.sentinel === null) {
    const best = bestCandidate(group);
    return best && { instance: best.instance.id, words: "Holds most of the stream: the one to promote" };
  }
  const [first] = instances
    .filter(({ role, reachable, priority }) => role === "replica" && reachable && priority !== 0)
    .sort(bySentinel);
  return first === undefined
    ? null
    : { instance: first.id, words: "Sentinel's likely choice: priority, offset, run ID" };
}
