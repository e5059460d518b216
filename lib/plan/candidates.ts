import type { Candidate, CandidateVerdict, Group, Instance } from "@/lib/contract";
import { type Judgement, judgements, type Weight } from "./candidate-rows";
import { type Facts, nothingMore, sceneOf } from "./candidate-scene";

export { type Facts, factsOf, nothingMore } from "./candidate-scene";

type Ranked = Omit<Candidate, "rank" | "verdict"> & {
  readonly weight: Weight;
  readonly keys: readonly Key[];
};
type Key = number | string;

const weights: readonly Weight[] = ["for", "against", "last-resort", "never"];
const statuses = { for: "pass", against: "warn", "last-resort": "warn", never: "fail" } as const;

/**
 * Every replica of the group as the next primary, best first, each with its reasons. A hint from the newest samples: the
 * plan reads again and checks.
 * @param facts what a group's picture does not hold; where nobody can say, nothing is said
 */
export function rankCandidates(group: Group, facts: Facts = nothingMore): Candidate[] {
  const ranked = group.instances
    .filter(({ role }) => role === "replica")
    .map((instance) => weighed(group, instance, facts))
    .sort((a, b) => compareKeys(a.keys, b.keys));
  return ranked.map(({ weight, keys: _, ...candidate }, index) => ({
    ...candidate,
    rank: index + 1,
    verdict: verdictOf(weight, index),
  }));
}

/** The first who can take over at all; null: nobody can. */
export const bestCandidate = (group: Group): Candidate | null =>
  rankCandidates(group).find(({ verdict }) => verdict !== "never") ?? null;

function verdictOf(weight: Weight, index: number): CandidateVerdict {
  if (weight === "never" || weight === "last-resort") return weight;
  return index === 0 ? "best" : "possible";
}

function weighed(group: Group, instance: Instance, facts: Facts): Ranked {
  const scene = sceneOf(group, instance, facts);
  const found = judgements(scene);
  const worst = Math.max(...found.map(({ weight }) => weights.indexOf(weight)), 0);
  const { partial, full, unknown, copyBytes } = scene.resyncs;
  return {
    instance: instance.id,
    reasons: [...found]
      .sort((a, b) => weights.indexOf(b.weight) - weights.indexOf(a.weight))
      .map(({ code, weight, text, evidence }) => ({ code, status: statuses[weight], text, evidence })),
    lagBytes: instance.lagBytes,
    lagSeconds: instance.lagSeconds,
    resyncs: { partial, full, unknown, copyBytes },
    weight: weights[worst] ?? "never",
    keys: keysOf(scene.planned, instance, found, worst, full),
  };
}

/**
 * What decides, in this order. With the primary gone whoever holds most of the stream loses least. Else lag counts in
 * whole seconds: replicas acknowledge once in one, and a list that changes with every sample cannot be read.
 */
function keysOf(
  planned: boolean,
  instance: Instance,
  found: readonly Judgement[],
  worst: number,
  full: number,
): Key[] {
  const against = found.filter(({ weight }) => weight === "against").length;
  return [
    // Being good or merely possible is a matter of degree, which the rest decides.
    Math.max(worst, 1),
    ...(planned
      ? [full, Number(found.some(({ code }) => code === "deeper")), wholeSeconds(instance.lagSeconds)]
      : [instance.offset === null ? 0 : -instance.offset]),
    against,
    instance.priority ?? Number.MAX_SAFE_INTEGER,
    instance.name,
  ];
}

const wholeSeconds = (seconds: number | null): number =>
  seconds === null ? Number.MAX_SAFE_INTEGER : Math.floor(seconds);

function compareKeys(a: readonly Key[], b: readonly Key[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (left === right || right === undefined) continue;
    return typeof left === "number" && typeof right === "number"
      ? left - right
      : String(left).localeCompare(String(right), "en", { numeric: true });
  }
  return 0;
}
