import type { Instance, Plan, PlanRequest } from "@/lib/contract";
import { type Blueprint, confirmCopies, noLoss, resketch, sketchOf } from "../blueprint";
import { byName, followersOf, type PlanContext, viewOf } from "../context";
import { forecastAfterPromotion, forecastMove, furthest } from "../predict";
import { priorityOf } from "../readings";
import { canBeTold, isAlivePrimary, type Move, type Priority, primaryAbove, type Scene } from "../scene";
import { persist, proofOf, replicaof, type StepDraft, setPriority, verify } from "../steps";
import { listingOf, upstreamWords } from "../words";
import { forcedLoss } from "./forced-loss";
import { handOver } from "./hand-over";
import { promotionEffects } from "./promote-effects";

/**
 * Makes a replica the primary of its group. With both alive, FAILOVER (from 6.2 on) or pause, wait, promote; with the
 * primary gone, REPLICAOF NO ONE, and what that loses is stated. The other replicas then follow, those that continue
 * before those that copy, unless the request leaves them where they are. The old primary becomes a replica in any case;
 * one that is to be kept out gets replica-priority 0 besides.
 */
export function planPromote(
  context: PlanContext,
  target: Instance,
  request: Extract<PlanRequest, { action: "promote" }>,
): Blueprint {
  const primary = primaryAbove(context, target);
  const title = `Promote ${target.name} to primary of ${context.group.name}?`;
  if (target.role !== "replica") return nothingToDo(context, target, title);
  const method = methodFor(context, target, primary);
  const siblings =
    primary === null ? [] : followersOf(context, primary.id).filter(({ id }) => id !== target.id);
  const told =
    (request.moveSiblings ?? true) ? siblings.filter((sibling) => canBeTold(context, sibling)) : [];
  const left = (request.moveSiblings ?? true) ? siblings.filter((sibling) => !told.includes(sibling)) : [];
  const offset = offsetAtPromotion(
    context,
    target,
    method === "forced" ? [] : [...siblings, ...some(primary)],
  );
  const words = upstreamWords(context, target.id);
  const move = (replica: Instance): Move => ({
    replica,
    upstream: target,
    words,
    forecast: forecastAfterPromotion(context, replica, target, offset),
  });
  const approach = approachTo(context, target, primary, method);
  const demoted = method === "forced" || primary === null ? [] : [move(primary)];
  const followers = told.map(move).sort(partialFirst);
  const moves = [...approach, ...demoted, ...followers];
  const changed = [
    target,
    ...some(method === "forced" ? null : primary),
    ...followers.map(({ replica }) => replica),
  ];
  const keepsOut = request.oldPrimary === "out";
  const priorities = prioritiesFor(context, request, target, demoted);
  const scene: Scene = {
    context,
    action: "promote",
    target,
    upstream: null,
    primary,
    method,
    moves,
    left,
    changed,
    keepsOut,
    priorities,
  };
  const steps: StepDraft[] = [
    ...approach.flatMap(replicaof),
    ...handOver(scene, handOverWords(context, target, primary), demoted),
    ...priorities.filter(({ from, to }) => from !== to).map(setPriority),
    // Before the others are moved: an old primary that dies meanwhile must not come back as a second one.
    ...persist(context, [...some(method === "forced" ? null : primary), target]),
    ...followers.flatMap(replicaof),
    ...persist(
      context,
      followers.map(({ replica }) => replica),
    ),
    verify(
      target,
      proofOf(
        target,
        [...demoted, ...followers].map(({ replica }) => replica),
      ),
      primary,
    ),
  ];
  const forced = method === "forced";
  const dataLoss = forced ? forcedLoss(scene) : noLoss;
  const type = context.group.name;
  return {
    scene,
    title,
    steps,
    effects: promotionEffects(context, target, primary, [...demoted, ...followers], siblings, offset),
    dataLoss,
    writePauseSeconds: forced ? null : context.settings.failoverTimeoutSeconds,
    after: resketch(context, [
      { instance: target, upstream: null },
      ...[...demoted, ...followers].map(({ replica }) => ({ instance: replica, upstream: target })),
    ]),
    confirm: forced
      ? { tier: 3, type, text: `${dataLoss.text} Type ${type} to continue.` }
      : confirmCopies(scene),
  };
}

/** The old primary that is kept out, and the target that an undo lets in again. */
function prioritiesFor(
  context: PlanContext,
  request: Extract<PlanRequest, { action: "promote" }>,
  target: Instance,
  demoted: readonly Move[],
): Priority[] {
  const set = (instance: Instance, to: number): Priority => ({
    instance,
    from: priorityOf(context, instance),
    to,
  });
  return [
    ...(request.oldPrimary === "out" ? demoted.map(({ replica }) => set(replica, 0)) : []),
    ...(request.priority === undefined ? [] : [set(target, request.priority)]),
  ];
}

function methodFor(context: PlanContext, target: Instance, primary: Instance | null): Plan["method"] {
  if (!isAlivePrimary(primary)) return "forced";
  const both = [primary, target].map((instance) => viewOf(context, instance.id)?.failover ?? null);
  return both.includes(null) ? "pause-and-promote" : "failover";
}

const some = (instance: Instance | null): Instance[] => (instance === null ? [] : [instance]);

/** Where the old history will end. Planned: no less than anybody holds of it now. Forced: where the target stands. */
function offsetAtPromotion(context: PlanContext, target: Instance, others: readonly Instance[]): number {
  const view = viewOf(context, target.id);
  if (view === null) return 0;
  return furthest(context, view.replid, [target.id, ...others.map(({ id }) => id)]) ?? view.offset;
}

/** FAILOVER takes direct replicas alone, and so do we: deeper in a chain, the target first follows the primary itself. */
function approachTo(
  context: PlanContext,
  target: Instance,
  primary: Instance | null,
  method: Plan["method"],
): Move[] {
  if (primary === null || method === "forced" || target.upstream === primary.id) return [];
  const words = upstreamWords(context, primary.id);
  return [{ replica: target, upstream: primary, words, forecast: forecastMove(context, target, primary) }];
}

/** How the primary names the target: as it lists it, or, before the target is its direct replica, as its upstream does. */
function handOverWords(context: PlanContext, target: Instance, primary: Instance | null) {
  if (primary === null || target.upstream === null) return null;
  const lister = target.upstream === primary.id ? primary.id : target.upstream;
  return listingOf(context, lister, target.id).address;
}

const cost = { partial: 0, unknown: 1, full: 2 } as const;
const partialFirst = (a: Move, b: Move): number =>
  cost[a.forecast.verdict] - cost[b.forecast.verdict] || byName(a.replica, b.replica);

function nothingToDo(context: PlanContext, target: Instance, title: string): Blueprint {
  const primary = null;
  const scene: Scene = {
    context,
    action: "promote",
    target,
    upstream: null,
    primary,
    method: null,
    moves: [],
    left: [],
    changed: [],
  };
  return {
    scene,
    title,
    steps: [],
    effects: [],
    dataLoss: noLoss,
    writePauseSeconds: null,
    after: sketchOf(context),
    confirm: null,
  };
}
