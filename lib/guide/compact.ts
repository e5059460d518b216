import type { Difference } from "./differences";

/** One setting that falls short in the same way on several instances. */
export interface SharedDifference extends Omit<Difference, "instance"> {
  readonly instances: readonly string[];
}

/** Differences that are one for several instances, in the order of the first of each. */
export function shared(differences: readonly Difference[]): SharedDifference[] {
  const groups = Map.groupBy(differences, ({ setting, now, advised }) =>
    JSON.stringify([setting, now, advised]),
  );
  return [...groups.values()].flatMap((of) => {
    const [first] = of;
    return first === undefined ? [] : { ...first, instances: of.map(({ instance }) => instance) };
  });
}
