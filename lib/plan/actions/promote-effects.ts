import type { Effect, Instance } from "@/lib/contract";
import { reconnected } from "@/lib/lag/reconnected";
import type { ResyncSide } from "@/lib/lag/resync";
import { type Change, effectsBelow } from "../below";
import { type PlanContext, viewOf } from "../context";
import { effectOf, promoted } from "../predict";
import type { Move } from "../scene";

/**
 * What a promotion does to every link of the target's group, each replica once: those that move, those that stay on
 * the old primary, and whatever hangs below them and below the target.
 * @param offset where the target's old history will end
 */
export function promotionEffects(
  context: PlanContext,
  target: Instance,
  primary: Instance | null,
  moves: readonly Move[],
  siblings: readonly Instance[],
  offset: number,
): Effect[] {
  const view = viewOf(context, target.id);
  const after = view === null ? null : promoted(view, offset);
  const moved = moves.map((move) => effectOf(move.replica.id, move.upstream, move.forecast));
  const told = new Set(moves.map(({ replica }) => replica.id));
  const kept = siblings.filter(({ id }) => !told.has(id));
  const touched = new Map<string, Effect>();
  const all = [
    ...moved,
    ...kept.map((sibling) => keptEffect(sibling, primary)),
    ...effectsBelow(context, target, { befalls: "partial", after }),
    ...moves
      .filter(({ replica }) => replica.id !== primary?.id)
      .flatMap((move) => effectsBelow(context, move.replica, changeBy(context, move, after))),
    ...kept.flatMap((sibling) => effectsBelow(context, sibling, { befalls: "unknown", after: null })),
  ];
  // The target's old chain: it leaves its upstream, and what is below it is counted once, as its own.
  for (const effect of all) {
    const replica = effect.link.replica;
    if (replica !== target.id && !touched.has(replica)) touched.set(replica, effect);
  }
  return [...touched.values()];
}

function changeBy(context: PlanContext, { replica, forecast }: Move, upstream: ResyncSide | null): Change {
  const view = viewOf(context, replica.id);
  const after = view === null || upstream === null ? null : reconnected(view, upstream);
  return { befalls: forecast.verdict, after };
}

function keptEffect(sibling: Instance, primary: Instance | null): Effect {
  const upstream = primary?.id ?? sibling.upstream ?? sibling.id;
  const [resync, reason] = sibling.reachable
    ? (["partial", "It stays where it is, and reconnects once to learn the new replid."] as const)
    : (["unknown", "It can't be reached, so it stays where it is."] as const);
  return { link: { replica: sibling.id, upstream }, resync, bytes: null, copyBytes: null, reason };
}
