import type { Effect, Instance, PlannedMoves } from "@/lib/contract";
import type { InstanceId } from "@/lib/group/member";
import { err, ok, type Result } from "@/lib/result";
import { descendantsOf, wouldLoop } from "@/lib/topology/tree";
import { effectsBelow } from "../below";
import { type Blueprint, confirmCopies, sketchOf } from "../blueprint";
import { instanceOf, type PlanContext } from "../context";
import { effectOf, forecastMove } from "../predict";
import type { Cascade, Kept, Move, Scene } from "../scene";
import { primaryAbove } from "../scene";
import { persist, replicaof, type StepDraft, verify } from "../steps";
import { upstreamWords } from "../words";
import { changeBy, tailLoss } from "./move";
import { withMove } from "./with-move";

/** One re-point to be planned. */
export interface Wanted {
  readonly replica: Instance;
  readonly upstream: Instance;
}

/** The instances that a request's moves name. */
export function asked(
  context: PlanContext,
  moves: PlannedMoves,
): Result<Wanted[], { readonly code: "unknown-instance" | "unknown-upstream"; readonly id: string }> {
  const wanted: Wanted[] = [];
  for (const { replica, upstream } of moves) {
    const [below, above] = [instanceOf(context, replica), instanceOf(context, upstream)];
    if (below === null) return err({ code: "unknown-instance", id: replica });
    if (above === null) return err({ code: "unknown-upstream", id: upstream });
    wanted.push({ replica: below, upstream: above });
  }
  return ok(wanted);
}

/** Several re-points as they were asked for. */
export function planRearrange(context: PlanContext, target: Instance, wanted: readonly Wanted[]): Blueprint {
  const count = `${wanted.length} ${wanted.length === 1 ? "replica" : "replicas"}`;
  return {
    ...planMoves(context, { action: "rearrange", target }, wanted, []),
    title: `Re-point ${count} around ${target.name}?`,
  };
}

/**
 * Re-points one replica after the other, which relieve, flatten and their undo have in common. Each move is foretold in
 * the group as the moves before it leave it. A replica is told only once the link of the one before it is up, so that
 * at most one of them copies at any time, and its new upstream is kept in its config file before the next one moves:
 * wherever the run stops, what was moved stays moved over a restart.
 */
export function planMoves(
  context: PlanContext,
  { action, target }: Pick<Scene, "action" | "target">,
  wanted: readonly Wanted[],
  kept: readonly Kept[],
): Omit<Blueprint, "title"> {
  let after = context;
  const moves: Move[] = [];
  const dragging: Instance[] = [];
  const effects = new Map<InstanceId, Effect>();
  for (const { replica, upstream } of wanted) {
    const now = instanceOf(after, replica.id) ?? replica;
    const impossible = whyNot(after, now, upstream);
    if (impossible !== null) return nothing(context, { action, target, kept, impossible });
    const move: Move = {
      replica,
      upstream,
      words: upstreamWords(context, upstream.id),
      forecast: forecastMove(after, now, instanceOf(after, upstream.id) ?? upstream),
    };
    moves.push(move);
    if (move.forecast.verdict !== "partial" && descendantsOf(after.group, replica.id).length > 0)
      dragging.push(replica);
    const below = effectsBelow(after, replica, changeBy(after, move));
    for (const effect of [effectOf(replica.id, upstream, move.forecast), ...below]) add(effects, effect);
    after = withMove(after, move);
  }
  const cascade: Cascade = { kept, impossible: null, dragging, after };
  const scene = sceneOf(context, { action, target, cascade, moves });
  const steps: StepDraft[] = moves.flatMap((move) => [
    ...replicaof(move),
    ...persist(context, [move.replica]),
  ]);
  return {
    scene,
    steps:
      moves.length === 0 ? [] : [...steps, verify(target, `Every moved replica follows its new upstream.`)],
    effects: [...effects.values()],
    dataLoss: tailLoss(context, moves),
    writePauseSeconds: null,
    after: sketchOf(after),
    confirm: confirmCopies(scene),
  };
}

function whyNot(context: PlanContext, replica: Instance, upstream: Instance): string | null {
  if (replica.id === upstream.id) return `${replica.name} can't follow itself.`;
  if (replica.role !== "replica") return `${replica.name} is no replica, so it can't be re-pointed.`;
  if (replica.upstream === upstream.id) return `${replica.name} follows ${upstream.name} already.`;
  return wouldLoop(context.group, replica.id, upstream.id)
    ? `Can't re-point ${replica.name} to ${upstream.name}: ${upstream.name} replicates from ${replica.name} by then.`
    : null;
}

const costs = { none: 0, partial: 1, unknown: 2, full: 3 } as const;

/** Each replica has one effect: its last link, and the dearest that befalls it on the way there. */
function add(effects: Map<InstanceId, Effect>, effect: Effect): void {
  const known = effects.get(effect.link.replica);
  const dearer = known !== undefined && costs[known.resync] > costs[effect.resync];
  effects.set(effect.link.replica, dearer ? { ...known, link: effect.link } : effect);
}

function sceneOf(
  context: PlanContext,
  { action, target, cascade, moves }: Pick<Scene, "action" | "target" | "moves"> & { cascade: Cascade },
): Scene {
  return {
    context,
    action,
    target,
    upstream: null,
    primary: primaryAbove(context, target),
    method: null,
    moves,
    left: [],
    changed: [...new Set(moves.map(({ replica }) => replica))],
    cascade,
  };
}

function nothing(
  context: PlanContext,
  {
    action,
    target,
    kept,
    impossible,
  }: Pick<Scene, "action" | "target"> & { kept: readonly Kept[]; impossible: string },
): Omit<Blueprint, "title"> {
  const cascade: Cascade = { kept, impossible, dragging: [], after: context };
  return {
    scene: sceneOf(context, { action, target, cascade, moves: [] }),
    steps: [],
    effects: [],
    dataLoss: tailLoss(context, []),
    writePauseSeconds: null,
    after: sketchOf(context),
    confirm: null,
  };
}
