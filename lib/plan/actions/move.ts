import type { Instance, Plan } from "@/lib/contract";
import { formatBytes } from "@/lib/format";
import { isAtLeast, versionOf } from "@/lib/info/version";
import { comparable } from "@/lib/lag/lineage";
import { wouldLoop } from "@/lib/topology/tree";
import { type Change, effectsBelow } from "../below";
import { type Blueprint, confirmCopies, noLoss, resketch, sketchOf } from "../blueprint";
import { type PlanContext, viewOf } from "../context";
import { afterMove, effectOf, forecastMove } from "../predict";
import { type Move, primaryAbove, type Scene } from "../scene";
import { persist, replicaof, verify } from "../steps";
import { upstreamWords } from "../words";

/** Changes a replica's upstream, within the group. */
export function planRepoint(context: PlanContext, target: Instance, upstream: Instance): Blueprint {
  const base = planMove(context, "repoint", target, upstream);
  return {
    ...base,
    title: `Re-point ${target.name} to ${upstream.name}?`,
    dataLoss: tailLoss(context, base.scene),
    confirm: confirmCopies(base.scene),
  };
}

/** Makes a primary a replica of another instance: what it holds and the upstream does not is discarded. */
export function planAttach(context: PlanContext, target: Instance, upstream: Instance): Blueprint {
  const base = planMove(context, "attach", target, upstream);
  const continues = base.scene.moves[0]?.forecast.verdict === "partial";
  const becomes = continues
    ? `${target.name} continues from ${upstream.name} and refuses writes.`
    : `${target.name} gives up its own data and copies ${upstream.name}.`;
  const type = context.group.name;
  return {
    ...base,
    title: `Attach ${target.name} to ${upstream.name}?`,
    dataLoss: datasetLoss(base.scene),
    confirm:
      target.keys === 0
        ? { tier: 2, type: null, text: `${target.name} becomes a replica and refuses writes.` }
        : { tier: 3, type, text: `${becomes} ${holding(target)} Type ${type} to continue.` },
  };
}

const holding = (target: Instance): string =>
  target.keys === null
    ? "How many keys it holds is not known."
    : `It holds ${target.keys.toLocaleString("en-US")} ${target.keys === 1 ? "key" : "keys"}.`;

function planMove(
  context: PlanContext,
  action: "repoint" | "attach",
  target: Instance,
  upstream: Instance,
): Omit<Blueprint, "title" | "dataLoss" | "confirm"> {
  const primary = primaryAbove(context, target);
  const possible =
    !wouldLoop(context.group, target.id, upstream.id) &&
    target.upstream !== upstream.id &&
    target.role === (action === "attach" ? "primary" : "replica");
  const move: Move = {
    replica: target,
    upstream,
    words: upstreamWords(context, upstream.id),
    forecast: forecastMove(context, target, upstream),
  };
  const scene: Scene = {
    context,
    action,
    target,
    upstream,
    primary,
    method: null,
    moves: possible ? [move] : [],
    left: [],
    changed: possible ? [target] : [],
  };
  if (!possible) return { scene, steps: [], effects: [], writePauseSeconds: null, after: sketchOf(context) };
  return {
    scene,
    steps: [
      ...replicaof(move),
      ...persist(context, [target]),
      verify(target, `${target.name} follows ${upstream.name}, the link is up.`, upstream),
    ],
    effects: [
      effectOf(target.id, upstream, move.forecast),
      ...effectsBelow(context, target, changeBy(context, move)),
    ],
    writePauseSeconds: null,
    after: resketch(context, [{ instance: target, upstream }]),
  };
}

/**
 * A replica that continues the same history keeps its own replicas; one that takes a new replid has them reconnect. Before
 * 7.0 REPLICAOF sends them all away first. Source: replication.c, replicationSetMaster, of 6.0 and 7.0.
 */
function changeBy(context: PlanContext, { replica, upstream, forecast }: Move): Change {
  const after = afterMove(context, replica, upstream);
  const same = viewOf(context, replica.id)?.replid === after?.replid;
  const version = versionOf(replica);
  const keeps = version === null || isAtLeast(version, 7, 0);
  return { befalls: forecast.verdict === "partial" && same && keeps ? "none" : forecast.verdict, after };
}

/** A replica that holds bytes its new upstream never had drops them in a full copy; they may stand nowhere else. */
function tailLoss(context: PlanContext, { moves, target, upstream }: Scene): Plan["dataLoss"] {
  const [held, gives] = [viewOf(context, target.id), upstream === null ? null : viewOf(context, upstream.id)];
  if (moves[0]?.forecast.verdict !== "full" || held === null || gives === null) return noLoss;
  if (comparable(gives, held) !== "ahead" || gives.previousReplidUntil === null) return noLoss;
  const bytes = held.offset + 1 - gives.previousReplidUntil;
  return {
    verdict: "possible",
    bytes,
    seconds: null,
    text: `${target.name} holds ${formatBytes(bytes)} that its new upstream never had. They are dropped.`,
  };
}

function datasetLoss({ target, moves }: Scene): Plan["dataLoss"] {
  if (target.keys === 0 || moves[0]?.forecast.verdict === "partial") return noLoss;
  return {
    verdict: target.keys === null || moves[0]?.forecast.verdict === "unknown" ? "possible" : "certain",
    bytes: null,
    seconds: null,
    text: `${holding(target)} Those its new upstream does not hold are lost.`,
  };
}
