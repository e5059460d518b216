import type { InstanceId } from "@/lib/group/member";

/** Who follows whom; null: nobody, or nobody that we watch. */
export type Parents = ReadonlyMap<InstanceId, InstanceId | null>;

/**
 * The rings among the links: A follows B follows A, each ring once, an instance that follows itself included.
 * Redis accepts such a link and shows it as up on both sides, yet nobody in it can take a write.
 * Visits each instance once.
 */
export function findRings(parents: Parents): InstanceId[][] {
  const rings: InstanceId[][] = [];
  const visitedIn = new Map<InstanceId, InstanceId>();
  for (const start of parents.keys()) {
    const path: InstanceId[] = [];
    let at: InstanceId | null = start;
    while (at !== null && !visitedIn.has(at)) {
      visitedIn.set(at, start);
      path.push(at);
      at = parents.get(at) ?? null;
    }
    if (at !== null && visitedIn.get(at) === start) rings.push(path.slice(path.indexOf(at)));
  }
  return rings;
}

/** The top of each instance's chain: the instance that follows nobody; null inside or below a ring. Linear. */
export function findRoots(parents: Parents): Map<InstanceId, InstanceId | null> {
  const roots = new Map<InstanceId, InstanceId | null>();
  for (const start of parents.keys()) {
    const path = new Set<InstanceId>();
    let at = start;
    let root: InstanceId | null | undefined;
    while (root === undefined) {
      const known = roots.get(at);
      const parent = parents.get(at) ?? null;
      if (known !== undefined) root = known;
      else if (path.has(at)) root = null;
      else if (parent === null) root = at;
      path.add(at);
      if (parent !== null) at = parent;
    }
    for (const id of path) if (!roots.has(id)) roots.set(id, root);
  }
  return roots;
}
