import type { Offset } from "@/lib/units";

/** Where one instance stands, as far as its history is concerned. */
export interface Standing {
  readonly replid: string;
  readonly previousReplid: string | null;
  /** The first offset that is no longer of `previousReplid`. */
  readonly previousReplidUntil: Offset | null;
  /** It draws the ids itself: what it says of a history counts for more than what its replicas say. */
  readonly isPrimary: boolean;
}

/** One history, and the one it branched off. */
export interface Branch {
  readonly replid: string;
  /** Null: it is the oldest one known of its family. */
  readonly parent: string | null;
  /** The first offset that is not the parent's; null without a parent. */
  readonly from: Offset | null;
}

/**
 * The histories these instances know of, each with the one it branched off: parents before their branches, in the order of
 * their forks. An instance knows its own history and the one before (`replid`, `replid2`, `second_repl_offset`), so a whole
 * group may know of more steps than any of its members.
 *
 * A replica that took up a new history at its upstream notes the place where it stood itself, which may be before the
 * fork (slaveTryPartialResynchronization in replication.c); a primary notes the fork (shiftReplicationId). So of several
 * places the primary's counts, else the furthest.
 */
export function branchesOf(standings: readonly Standing[]): Branch[] {
  const forks = new Map<string, { parent: string; from: Offset; sure: boolean } | null>();
  for (const { replid, previousReplid, previousReplidUntil, isPrimary } of standings) {
    if (previousReplid === null || previousReplidUntil === null || previousReplid === replid) {
      if (!forks.has(replid)) forks.set(replid, null);
      continue;
    }
    if (!forks.has(previousReplid)) forks.set(previousReplid, null);
    const known = forks.get(replid) ?? null;
    const better =
      known === null ||
      (isPrimary && !known.sure) ||
      (isPrimary === known.sure && previousReplidUntil > known.from);
    if (better) forks.set(replid, { parent: previousReplid, from: previousReplidUntil, sure: isPrimary });
  }
  const branches = [...forks].map(
    ([replid, fork]): Branch => ({ replid, parent: fork?.parent ?? null, from: fork?.from ?? null }),
  );
  const parents = new Map(branches.map(({ replid, parent }) => [replid, parent]));
  const listed: Branch[] = [];
  const below = (parent: string | null): void => {
    const children = branches
      .filter((branch) => branch.parent === parent && !listed.includes(branch))
      .sort((a, b) => (a.from ?? 0) - (b.from ?? 0) || (a.replid < b.replid ? -1 : 1));
    for (const child of children) {
      listed.push(child);
      below(child.replid);
    }
  };
  below(null);
  // Ids are drawn at random, so no history comes from itself; one that says so is listed as if it had no parent.
  for (const branch of branches)
    if (!listed.includes(branch) && parents.has(branch.replid)) {
      const root = { ...branch, parent: null, from: null };
      branches[branches.indexOf(branch)] = root;
      listed.push(root);
      below(branch.replid);
    }
  return listed;
}

/**
 * The first offset at which a member of `replid` and one of `other` no longer hold the same bytes, as far as histories tell:
 * the earliest fork between the two. Infinity within one history; null where the two are not known to have anything in common.
 */
export function sharedUntil(branches: readonly Branch[], replid: string, other: string): number | null {
  const ways = new Map(trail(branches, other).map((step) => [step.replid, step.until]));
  for (const { replid: common, until } of trail(branches, replid)) {
    const otherUntil = ways.get(common);
    if (otherUntil !== undefined) return Math.min(until, otherUntil);
  }
  return null;
}

/** A history and those it comes from, nearest first; of each, up to which offset it is contained. */
function trail(branches: readonly Branch[], replid: string): { replid: string; until: number }[] {
  const byId = new Map(branches.map((branch) => [branch.replid, branch]));
  const steps: { replid: string; until: number }[] = [];
  let until = Number.POSITIVE_INFINITY;
  for (let at = byId.get(replid); at !== undefined; at = byId.get(at.parent ?? "")) {
    steps.push({ replid: at.replid, until });
    until = Math.min(until, at.from ?? 0);
  }
  return steps;
}
