import type { Instance, PlanRequest } from "@/lib/contract";
import { ancestorsOf, descendantsOf } from "@/lib/topology/tree";
import type { Blueprint } from "../blueprint";
import { byName, instanceOf, type PlanContext } from "../context";
import type { Kept } from "../scene";
import { copyRank, fitOf, whyStays } from "./cascade-choice";
import { planMoves, type Wanted } from "./rearrange";

/**
 * Points everything that stands deeper than one hop below an instance straight to it.
 * @param chosen the moves of a request that was planned before; null: they are chosen here
 */
export function planFlatten(
  context: PlanContext,
  target: Instance,
  request: Extract<PlanRequest, { action: "flatten" }>,
  chosen: readonly Wanted[] | null,
): Blueprint {
  const flat = chooseFlat(context, target, request.copies ?? false);
  const moves = chosen ?? flat.moves;
  const moved = new Set(moves.map(({ replica }) => replica.id));
  const count = `${moves.length} ${moves.length === 1 ? "replica" : "replicas"}`;
  return {
    ...planMoves(
      context,
      { action: "flatten", target },
      moves,
      flat.kept.filter(({ replica }) => !moved.has(replica.id)),
    ),
    title:
      moves.length === 0
        ? `Flatten what is below ${target.name}?`
        : `Point ${count} straight to ${target.name}?`,
  };
}

/**
 * The deepest first: who has left is not sent away when its old upstream moves (before 7.0 REPLICAOF disconnects all
 * replicas), and one that must copy everything has nobody below it any more who would copy too. All that continue come
 * before any that copies.
 */
export function chooseFlat(
  context: PlanContext,
  target: Instance,
  copies: boolean,
): { readonly moves: readonly Wanted[]; readonly kept: readonly Kept[] } {
  const depth = (one: Instance): number => {
    const above = ancestorsOf(context.group, one.id);
    return above.indexOf(target.id) + 1;
  };
  const deep = descendantsOf(context.group, target.id)
    .flatMap((id) => instanceOf(context, id) ?? [])
    .filter((one) => depth(one) > 1)
    .sort((a, b) => depth(b) - depth(a) || byName(a, b));
  const moving: { wanted: Wanted; rank: number }[] = [];
  const kept: Kept[] = [];
  const left = new Set<string>();
  for (const replica of deep) {
    // Its own replicas were asked before it: whoever of them goes is no longer below it.
    const leaf = descendantsOf(context.group, replica.id).every((id) => !left.has(id));
    const fit = fitOf(context, replica, target, { copies, leaf });
    const why = whyStays(context, replica) ?? fit.against;
    if (why === null) moving.push({ wanted: { replica, upstream: target }, rank: copyRank(fit) });
    else {
      kept.push({ replica, why });
      left.add(replica.id);
    }
  }
  return { moves: moving.sort((a, b) => a.rank - b.rank).map(({ wanted }) => wanted), kept };
}
