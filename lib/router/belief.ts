import type { Histories } from "./histories";
import type { Seen, Sightings } from "./sighting";

/** A primary that was believed: which process, and in which history it was last seen. */
export interface Primary {
  readonly id: string;
  readonly runId: string;
  readonly replid: string;
}

/**
 * Whom to believe as primary.
 * - `believed`: `last` is the primary now.
 * - `rivals`: several claim the role, and nothing says which of them is later.
 * - `none`: nobody who could be believed claims it.
 */
export interface Belief {
  readonly state: "believed" | "rivals" | "none";
  /** The last one that was believed, also when it no longer is; null before the first. */
  readonly last: Primary | null;
  /** Who else claims the role; where `rivals`, all who do. */
  readonly others: readonly string[];
  /** Why, as a row of the table below. */
  readonly why: Why;
  /** Since when each of those who claim the role has been seen to do so. */
  readonly claimsSinceMs: ReadonlyMap<string, number>;
  /** Who claimed the role while the believed primary was seen to hold it: they left the group, rather than took it over. */
  readonly beside: ReadonlySet<string>;
}

export type Why = (typeof reasons)[number]["why"] | "no-claim" | "unproven" | "unordered";

export const nothingBelieved: Belief = {
  state: "none",
  last: null,
  others: [],
  why: "no-claim",
  claimsSinceMs: new Map(),
  beside: new Set(),
};

interface Case {
  readonly id: string;
  readonly claim: Seen;
  readonly before: Belief;
  readonly sightings: Sightings;
  readonly histories: Histories;
  /** The member that a replica follows, by its id; null: none that is known. */
  readonly upstreamOf: (id: string) => string | null;
}

/**
 * Why a claim is believed: the first row that holds for anybody decides. `start` rows count as long as nobody was believed.
 * - `goes-on`: it is the process that was believed, and its history goes on, or only got another name.
 * - `continues`: its history goes on from the believed one's, which is gone or follows; and it did not stand beside it before.
 * - `former-follows`: the one that was believed follows it.
 * - `all-follow`: every other member that can be seen is in its history; a primary that came back empty is believed when the
 *   others have taken over its new history, or where there are no others.
 * - `followed`: somebody follows it. `alone`: nobody else can be seen who stands elsewhere.
 */
export const reasons = [
  { why: "goes-on", start: false, holds: goesOn },
  { why: "continues", start: false, holds: continues },
  { why: "former-follows", start: false, holds: formerFollows },
  { why: "all-follow", start: false, holds: allFollow },
  { why: "followed", start: true, holds: isFollowed },
  { why: "alone", start: true, holds: isAlone },
] as const;

/** What to believe, by the newest sightings and what was believed before. */
export function believe(
  before: Belief,
  sightings: Sightings,
  histories: Histories,
  upstreamOf: Case["upstreamOf"],
): Belief {
  const claims = [...sightings].flatMap(([id, sighting]) =>
    sighting.state === "seen" && sighting.view.role === "primary"
      ? [{ id, claim: sighting, before, sightings, histories, upstreamOf }]
      : [],
  );
  const claimsSinceMs = new Map(
    claims.map(({ id, claim }) => [id, before.claimsSinceMs.get(id) ?? claim.receivedMs]),
  );
  const ids = claims.map(({ id }) => id);
  const kept = { claimsSinceMs, beside: new Set([...before.beside].filter((id) => claimsSinceMs.has(id))) };
  for (const { why, start, holds } of reasons) {
    if (start !== (before.last === null)) continue;
    const holding = claims.filter(holds);
    const [first] = holding;
    if (first === undefined) continue;
    const chosen = holding.length === 1 ? first : onlyOne(holding.filter(isFollowed));
    if (chosen === null)
      return { state: "rivals", last: before.last, others: ids, why: "unordered", ...kept };
    const { id, claim } = chosen;
    const last = { id, runId: claim.runId, replid: claim.view.replid };
    const others = ids.filter((other) => other !== id);
    // Proven by a look at the believed one that began after the other had been seen to claim the role.
    if (why === "goes-on")
      for (const other of others)
        if (claim.sentMs > (claimsSinceMs.get(other) ?? claim.sentMs)) kept.beside.add(other);
    return { state: "believed", last, others, why, ...kept };
  }
  const nobody = { last: before.last, others: ids, ...kept };
  if (claims.length === 0) return { ...nobody, state: "none", why: "no-claim" };
  return claims.length === 1
    ? { ...nobody, state: "none", why: "unproven" }
    : { ...nobody, state: "rivals", why: "unordered" };
}

const onlyOne = <T>(list: readonly T[]): T | null => (list.length === 1 ? (list[0] ?? null) : null);

function goesOn({ id, claim, before, histories }: Case): boolean {
  const { last } = before;
  if (last === null || id !== last.id || claim.runId !== last.runId) return false;
  const { replid, previousReplid } = claim.view;
  return replid === last.replid || previousReplid === null || histories.descends(replid, last.replid);
}

function continues({ id, claim, before, histories }: Case): boolean {
  const { last, beside } = before;
  return last !== null && !beside.has(id) && histories.descends(claim.view.replid, last.replid);
}

function formerFollows({ id, claim, before, sightings }: Case): boolean {
  const former = before.last === null || before.last.id === id ? undefined : sightings.get(before.last.id);
  return former?.state === "seen" && former.view.role === "replica" && isIn(former, claim);
}

function allFollow({ id, claim, sightings }: Case): boolean {
  if (sightings.size === 1) return true;
  const replicas = replicasBut(id, sightings);
  return replicas.length > 0 && replicas.every(([, replica]) => isIn(replica, claim));
}

function isFollowed({ id, claim, sightings, upstreamOf }: Case): boolean {
  return replicasBut(id, sightings).some(([other, seen]) => isIn(seen, claim) || upstreamOf(other) === id);
}

function isAlone({ id, sightings }: Case): boolean {
  return replicasBut(id, sightings).length === 0;
}

const isIn = (replica: Seen, claim: Seen): boolean => replica.view.replid === claim.view.replid;

const replicasBut = (id: string, sightings: Sightings): [string, Seen][] =>
  [...sightings].flatMap(([other, sighting]) =>
    other !== id && sighting.state === "seen" && sighting.view.role === "replica"
      ? [[other, sighting] satisfies [string, Seen]]
      : [],
  );
