import type { Group } from "@/lib/contract";
import { bestCandidate } from "@/lib/plan/candidates";
import { likelyChoice } from "@/lib/sentinel/words";

/** Who would most likely be the next primary, while the present one does not answer. */
export interface Successor {
  readonly instance: string;
  readonly words: string;
}

/** Null while the primary answers, or another one has taken over. */
export function successorOf(group: Group): Successor | null {
  const { instances } = group;
  const gone = instances.find(({ id }) => id === group.primary);
  const another = instances.some(
    ({ role, reachable, detached }) => role === "primary" && reachable && !detached,
  );
  if (gone === undefined || another) return null;
  if (group.sentinel === null) {
    const best = bestCandidate(group);
    return best && { instance: best.instance, words: "Holds most of the stream: the one to promote" };
  }
  const likely = likelyChoice(group);
  return likely && { instance: likely.id, words: "Sentinel's likely choice: priority, offset, run ID" };
}
