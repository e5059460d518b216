import type { Instance } from "@/lib/contract";
import { type Blueprint, confirmCopies, noLoss, resketch, sketchOf } from "../blueprint";
import { followersOf, type PlanContext, viewOf } from "../context";
import { awaitSentinel, preferReplica, sentinelFailover, unpreferReplica } from "../managed-steps";
import { aideFor, preferencesFor } from "../manager";
import { type Forecast, forecastAfterPromotion, furthest } from "../predict";
import { canBeTold, isAlivePrimary, type Move, primaryAbove, type Scene } from "../scene";
import {
  awaitOffset,
  fenceWrites,
  holdPings,
  pauseWrites,
  persist,
  proofOf,
  replicaof,
  restorePings,
  resumeWrites,
  type StepDraft,
  unfenceWrites,
  verify,
} from "../steps";
import { upstreamWords } from "../words";
import { holdsBy, restoreOf } from "./hand-over";
import { promotionEffects } from "./promote-effects";

/**
 * Has Sentinel make a replica the primary, without the loss of its own failover, through which the old primary takes
 * writes for some 10 s more. The target is preferred by priority and the Sentinel has read that; then the writes of the
 * old primary are held, the target has them all, Sentinel fails over, and the old primary follows the new one before it
 * lets go. Sentinel moves the other replicas itself. While the primary is gone the failover is Sentinel's alone.
 */
export function planBySentinel(context: PlanContext, target: Instance): Blueprint {
  const primary = primaryAbove(context, target);
  const title = `Promote ${target.name} to primary of ${context.group.name}?`;
  const method = target.role === "replica" ? ("sentinel" as const) : null;
  const none: Scene = {
    context,
    action: "promote",
    target,
    upstream: null,
    primary,
    method,
    moves: [],
    left: [],
    changed: [],
  };
  const nothing = { scene: none, title, steps: [], effects: [], dataLoss: noLoss, confirm: null };
  if (method === null || !isAlivePrimary(primary))
    return { ...nothing, writePauseSeconds: null, after: sketchOf(context) };

  const siblings = followersOf(context, primary.id).filter(({ id }) => id !== target.id);
  const view = viewOf(context, target.id);
  const all = [target, primary, ...siblings].map(({ id }) => id);
  const offset = view === null ? 0 : (furthest(context, view.replid, all) ?? view.offset);
  const words = upstreamWords(context, target.id);
  const fenced = holdsBy(none) === "fence";
  const move = (replica: Instance): Move => {
    const forecast = forecastAfterPromotion(context, replica, target, offset);
    return { replica, upstream: target, words, forecast: fenced ? unsure(forecast, primary) : forecast };
  };
  const demoted = move(primary);
  const followers = siblings.filter((sibling) => canBeTold(context, sibling)).map(move);
  const moves = [demoted, ...followers];
  const scene = {
    ...none,
    moves,
    changed: [target, primary, ...followers.map(({ replica }) => replica)],
  };
  return {
    scene,
    title,
    steps: stepsOf(scene, primary, demoted, siblings),
    effects: promotionEffects(context, target, primary, moves, siblings, offset),
    dataLoss: noLoss,
    writePauseSeconds: context.settings.failoverTimeoutSeconds,
    after: resketch(context, [
      { instance: target, upstream: null },
      ...moves.map(({ replica }) => ({ instance: replica, upstream: target })),
    ]),
    confirm: confirmCopies(scene),
  };
}

/**
 * A fence lets PUBLISH through, and each Sentinel publishes every 2 s through the primary: a byte that the new primary never
 * had costs a full copy. A pause holds it back. Seen on 6.0.16.
 */
const unsure = (forecast: Forecast, primary: Instance): Forecast =>
  forecast.verdict === "partial"
    ? {
        verdict: "unknown",
        reason: `Sentinel's own messages may move the offset of ${primary.name} meanwhile: then it copies everything.`,
        bytes: null,
      }
    : forecast;

/** None where one of them could not be said, or its setting not be put back: a check then says so. */
function stepsOf(scene: Scene, primary: Instance, demoted: Move, siblings: readonly Instance[]): StepDraft[] {
  const { context, target, moves } = scene;
  const aide = aideFor(context, primary);
  const preferences = preferencesFor(target, siblings);
  const restore = restoreOf(context, primary.id);
  if (aide === null || preferences === null || restore === null || target.upstream !== primary.id) return [];
  const seconds = context.settings.failoverTimeoutSeconds;
  const pause = holdsBy(scene) === "pause";
  const told = [target, primary, ...preferences.map(({ instance }) => instance)];
  return [
    ...preferences.map((one) => preferReplica(one, target)),
    awaitSentinel(target, aide),
    holdPings(primary),
    pause ? pauseWrites(primary, seconds) : fenceWrites(primary),
    awaitOffset(primary, target),
    sentinelFailover(primary, target, aide),
    ...replicaof(demoted),
    pause ? resumeWrites(primary) : unfenceWrites(primary, restore.minReplicas),
    restorePings(primary, restore.pingPeriodSeconds),
    ...preferences.map(unpreferReplica),
    // Sentinel has written the new roles into the config files, and the passing priorities with them.
    ...persist(context, [...new Set(told)]),
    verify(
      target,
      proofOf(
        target,
        moves.map(({ replica }) => replica),
      ),
      primary,
    ),
  ];
}
