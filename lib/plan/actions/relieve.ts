import type { Instance, PlanRequest } from "@/lib/contract";
import { versionOf } from "@/lib/info/version";
import type { Blueprint } from "../blueprint";
import { byName, followersOf, type PlanContext } from "../context";
import { goodReplicas, minReplicas } from "../good-replicas";
import { keepsUp } from "../predict";
import { rdbVersion } from "../rdb-matrix";
import type { Kept } from "../scene";
import { canFeed, copyRank, type Fit, fitOf, whyStays } from "./cascade-choice";
import { planMoves, type Wanted } from "./rearrange";

/**
 * Takes direct replicas off an instance that feeds too many and puts them below their siblings.
 * @param chosen the moves of a request that was planned before; null: they are chosen here
 */
export function planRelieve(
  context: PlanContext,
  target: Instance,
  request: Extract<PlanRequest, { action: "relieve" }>,
  chosen: readonly Wanted[] | null,
): Blueprint {
  const relief = chooseRelief(context, target, request);
  const moves = chosen ?? relief.moves;
  const moved = new Set(moves.map(({ replica }) => replica.id));
  const kept = relief.kept.filter(({ replica }) => !moved.has(replica.id));
  const all = followersOf(context, target.id).length;
  return {
    ...planMoves(context, { action: "relieve", target }, moves, kept),
    title:
      moves.length === 0
        ? `Relieve ${target.name}?`
        : `Relieve ${target.name} of ${moves.length} of its ${all} replicas?`,
  };
}

export interface Relief {
  readonly moves: readonly Wanted[];
  readonly kept: readonly Kept[];
}

/**
 * Which direct replicas move below which of their siblings. Unless `move` says how many, as many as make the largest
 * number of replicas that any of these instances feeds as small as it can be, and of equals the fewest: of n replicas
 * that feed nobody, d stay, the smallest d with d × (d + 1) ≥ n, and each feeds at most d. Never so many that the
 * instance would have fewer good replicas than min-replicas-to-write demands.
 *
 * Who stays and feeds: those first that keep up without a doubt, of these those that are meant to be promoted (a replica's replica is none that FAILOVER or Sentinel
 * would take), then those that feed others already, so that no chain grows by two, then those whose copies the most
 * versions can load, then by name. Who moves is taken from the other end.
 */
export function chooseRelief(
  context: PlanContext,
  target: Instance,
  { move, copies = false }: { readonly move?: number | undefined; readonly copies?: boolean | undefined },
): Relief {
  const followers = followersOf(context, target.id);
  const stays = followers.flatMap((replica) => {
    const why = whyStays(context, replica) ?? (replica.link?.state === "up" ? null : "has no link now");
    return why === null ? [] : [{ replica, why }];
  });
  const idle = new Set(stays.map(({ replica }) => replica.id));
  const movable = followers.filter(({ id }) => !idle.has(id)).sort(byStanding);
  const feeders = movable.filter((one) => canFeed(context, one));
  const fed = new Map(feeders.map(({ id }) => [id, followersOf(context, id).length]));
  const fits = new Map<Instance, Map<Instance, Fit>>(movable.map((one) => [one, new Map()]));
  // Of hundreds of replicas each pair is asked for over and over.
  const fit: FitOf = (replica, upstream) => {
    const known = fits.get(replica)?.get(upstream);
    if (known !== undefined) return known;
    const found = fitOf(context, replica, upstream, { copies, leaf: replica.replicas.length === 0 });
    fits.get(replica)?.set(upstream, found);
    return found;
  };
  const options = movable.map((_, count) => {
    const movers = movable.slice(movable.length - count);
    const parents = feeders.filter((one) => !movers.includes(one));
    const moves = spread(movers, parents, fed, fit);
    return { moves, widest: widest(moves, followers.length, fed) };
  });
  const spare = spareReplicas(context, target);
  const [best] =
    move === undefined
      ? options.filter(({ moves }) => moves.length <= spare).sort((a, b) => a.widest - b.widest)
      : options.sort((a, b) => distance(a.moves, move) - distance(b.moves, move));
  const rank = ({ replica, upstream }: Wanted): number => copyRank(fit(replica, upstream));
  return {
    moves: [...(best?.moves ?? [])].sort((a, b) => rank(a) - rank(b)),
    kept: [...stays, ...misfits(movable, feeders, fit)],
  };
}

type FitOf = (replica: Instance, upstream: Instance) => Fit;

/** Gives each mover the least burdened of the parents that fit it. */
function spread(
  movers: readonly Instance[],
  parents: readonly Instance[],
  fed: ReadonlyMap<string, number>,
  fit: FitOf,
): Wanted[] {
  const burden = new Map(fed);
  return movers.flatMap((replica) => {
    let best: { upstream: Instance; rank: number; load: number } | null = null;
    for (const upstream of parents) {
      const found = fit(replica, upstream);
      if (found.against !== null) continue;
      const [rank, load] = [copyRank(found), burden.get(upstream.id) ?? 0];
      if (best === null || rank < best.rank || (rank === best.rank && load < best.load))
        best = { upstream, rank, load };
    }
    if (best === null) return [];
    burden.set(best.upstream.id, best.load + 1);
    return { replica, upstream: best.upstream };
  });
}

/** Those that fit below none of their siblings. */
function misfits(movable: readonly Instance[], feeders: readonly Instance[], fit: FitOf): Kept[] {
  return movable.flatMap((replica) => {
    const [first, ...others] = feeders
      .filter((one) => one !== replica)
      .map((parent) => fit(replica, parent).against);
    return first == null || others.includes(null) ? [] : [{ replica, why: first }];
  });
}

/** The most replicas that any of these instances would feed. */
function widest(moves: readonly Wanted[], direct: number, fed: ReadonlyMap<string, number>): number {
  const burden = new Map(fed);
  for (const { upstream } of moves) burden.set(upstream.id, (burden.get(upstream.id) ?? 0) + 1);
  return Math.max(direct - moves.length, ...burden.values());
}

/** More than was asked for is worse than less. */
const distance = ({ length }: readonly Wanted[], wanted: number): number =>
  length > wanted ? 1000 + length - wanted : wanted - length;

/** How many replicas the instance can do without and still take writes. */
function spareReplicas(context: PlanContext, target: Instance): number {
  const wanted = minReplicas(context, target);
  return target.role !== "primary" || wanted === null || wanted.count === 0
    ? Number.POSITIVE_INFINITY
    : Math.max(0, goodReplicas(context, target).length - wanted.count);
}

function byStanding(a: Instance, b: Instance): number {
  const [x, y] = [standing(a), standing(b)];
  for (const [index, left] of x.entries()) {
    const right = y[index] ?? 0;
    if (left !== right) return left - right;
  }
  return byName(a, b);
}

/** Smaller is better. Priority 0 is not meant to be promoted; an RDB of a lower version can be loaded by more. */
function standing(instance: Instance): number[] {
  const version = versionOf(instance);
  const rdb = version === null ? null : rdbVersion(version);
  return [
    Number(keepsUp(instance) !== "yes"),
    instance.priority === 0 ? Number.MAX_SAFE_INTEGER : (instance.priority ?? 100),
    Number(instance.replicas.length === 0),
    rdb ?? Number.MAX_SAFE_INTEGER,
  ];
}
