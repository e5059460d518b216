import type { Instance } from "@/lib/contract";
import { type Blueprint, confirmCopies, noLoss, resketch, sketchOf } from "../blueprint";
import { followersOf, type PlanContext, viewOf } from "../context";
import { clusterFailover, clusterReplicate } from "../managed-steps";
import { forecastAfterPromotion, furthest } from "../predict";
import { canBeTold, isAlivePrimary, type Move, primaryAbove, type Scene } from "../scene";
import { proofOf, verify } from "../steps";
import { upstreamWords } from "../words";
import { forcedLoss } from "./forced-loss";
import { promotionEffects } from "./promote-effects";

/** How long a primary waits for the replica that asked for the hand-over. Source: cluster_legacy.c, CLUSTER_MF_TIMEOUT. */
const HAND_OVER_SECONDS = 5;

/**
 * Has the cluster make a replica the primary of its slots: CLUSTER FAILOVER, in which the primary holds its writes back
 * until the replica has them all; FORCE while the primary is gone. The others follow by themselves.
 */
export function planByCluster(context: PlanContext, target: Instance): Blueprint {
  const primary = primaryAbove(context, target);
  const alive = isAlivePrimary(primary);
  const method = target.role !== "replica" ? null : alive ? ("cluster" as const) : ("forced" as const);
  const possible = method !== null;
  const siblings =
    primary === null ? [] : followersOf(context, primary.id).filter(({ id }) => id !== target.id);
  const view = viewOf(context, target.id);
  const others = alive ? [...siblings, primary].map(({ id }) => id) : [];
  const offset = view === null ? 0 : (furthest(context, view.replid, [target.id, ...others]) ?? view.offset);
  const words = upstreamWords(context, target.id);
  const move = (replica: Instance): Move => ({
    replica,
    upstream: target,
    words,
    forecast: forecastAfterPromotion(context, replica, target, offset),
  });
  const followers = [
    ...(alive ? [primary] : []),
    ...siblings.filter((sibling) => canBeTold(context, sibling)),
  ];
  const moves = possible ? followers.map(move) : [];
  const scene: Scene = {
    context,
    action: "promote",
    target,
    upstream: null,
    primary,
    method,
    moves,
    left: [],
    changed: [],
  };
  const dataLoss = method === "forced" ? forcedLoss(scene) : noLoss;
  const type = context.group.name;
  return {
    scene,
    title: `Promote ${target.name} to primary of ${context.group.name}?`,
    steps: possible
      ? [clusterFailover(target, primary, !alive), verify(target, proofOf(target, followers), primary)]
      : [],
    effects: possible ? promotionEffects(context, target, primary, moves, siblings, offset) : [],
    dataLoss,
    writePauseSeconds: method === "cluster" ? HAND_OVER_SECONDS : null,
    after: possible
      ? resketch(context, [
          { instance: target, upstream: null },
          ...followers.map((instance) => ({ instance, upstream: target })),
        ])
      : sketchOf(context),
    confirm:
      method === "forced"
        ? { tier: 3, type, text: `${dataLoss.text} Type ${type} to continue.` }
        : confirmCopies(scene),
  };
}

/** The same move in a cluster: by the upstream's node id, which the nodes keep in their own file. */
export const inCluster = (plan: Blueprint): Blueprint => ({
  ...plan,
  scene: { ...plan.scene, changed: [] },
  steps: [
    ...plan.scene.moves.flatMap(clusterReplicate),
    ...plan.steps.filter(({ kind }) => kind === "verify"),
  ],
});
