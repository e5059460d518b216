import { type Branch, branchesOf, type Standing, sharedUntil } from "@/lib/lag/branches";
import { type Offset, toOffset } from "@/lib/units";

/** A place in the stream: all that was written up to `offset` in the history that `replid` names. */
export interface Place {
  readonly replid: string;
  readonly offset: Offset;
}

/** More histories than a group goes through while anybody remembers the oldest. */
const MOST = 256;

/**
 * The histories that were ever seen, and how they branch. It outlives the members that told of them: a group that failed over
 * twice knows one step back, and what was written before both is two.
 */
export class Histories {
  private readonly standings = new Map<string, Standing>();
  private readonly hollow = new Set<string>();
  private known: readonly Branch[] = [];

  /**
   * A primary began this history when it held nothing: a replica that was promoted after it had thrown its data away for a copy that
   * did not come. It says that it goes on from its upstream's history, since its offset stayed (shiftReplicationId in replication.c).
   */
  distrust(replid: string): void {
    this.hollow.add(replid);
    this.add({ replid, previousReplid: null, previousReplidUntil: null, isPrimary: true });
  }

  /** Learns from what an instance says of itself. */
  learn(standing: Standing): void {
    const { replid, previousReplid, previousReplidUntil, isPrimary } = standing;
    if (this.hollow.has(replid)) return;
    const before = this.standings.get(replid);
    if (before !== undefined && !tellsMore(standing, before)) return;
    this.add({ replid, previousReplid, previousReplidUntil, isPrimary });
  }

  /**
   * A primary's history got another name while one and the same process went on with all it had: as when its last replica has
   * been gone for repl-backlog-ttl, or its first one comes.
   * Source: replication.c, changeReplicationId, in replicationCron and syncCommand.
   */
  renamed(from: string, to: Place): void {
    this.add({
      replid: to.replid,
      previousReplid: from,
      previousReplidUntil: toOffset(to.offset + 1),
      isPrimary: true,
    });
  }

  /** Whether one history goes on from the other, by any number of steps. */
  descends(replid: string, from: string): boolean {
    const parents = new Map(this.known.map((branch) => [branch.replid, branch.parent]));
    for (let at = parents.get(replid) ?? null; at !== null; at = parents.get(at) ?? null)
      if (at === from) return true;
    return false;
  }

  /** Whether two histories have a beginning in common. */
  related(replid: string, other: string): boolean {
    return replid === other || sharedUntil(this.known, replid, other) !== null;
  }

  /** Whether whoever stands at `at` surely holds all that was written up to `place`. */
  contains(at: Place, place: Place): boolean {
    if (at.offset < place.offset) return false;
    if (at.replid === place.replid) return true;
    const until = sharedUntil(this.known, at.replid, place.replid);
    return until !== null && place.offset < until;
  }

  private add(standing: Standing): void {
    this.standings.delete(standing.replid);
    this.standings.set(standing.replid, standing);
    const [oldest] = this.standings.keys();
    if (this.standings.size > MOST && oldest !== undefined) this.standings.delete(oldest);
    this.known = branchesOf([...this.standings.values()]);
  }
}

/** A primary knows its fork to the byte; a replica, where it stood itself then, which may be before the fork. */
function tellsMore(one: Standing, before: Standing): boolean {
  const [weight, weightBefore] = [weightOf(one), weightOf(before)];
  if (weight !== weightBefore) return weight > weightBefore;
  return weight === 1 && (one.previousReplidUntil ?? 0) > (before.previousReplidUntil ?? 0);
}

function weightOf({ previousReplid, previousReplidUntil, isPrimary }: Standing): number {
  if (previousReplid === null || previousReplidUntil === null) return 0;
  return isPrimary ? 2 : 1;
}
