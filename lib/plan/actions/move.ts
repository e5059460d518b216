import type { Instance, Plan } from "@/lib/contract";
import { formatBytes } from "@/lib/format";
import { isAtLeast, versionOf } from "@/lib/info/version";
import { comparable } from "@/lib/lag/lineage";
import { wouldLoop } from "@/lib/topology/tree";
import { type Change, effectsBelow } from "../below";
import { type Blueprint, confirmCopies, noLoss, resketch, sketchOf } from "../blueprint";
import { type PlanContext, viewOf } from "../context";
import { branchesAmong, countedOwnBytes } from "../own-bytes";
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
    dataLoss: tailLoss(context, base.scene.moves),
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
  const dataLoss = datasetLoss(base.scene);
  const nothingOwn = base.scene.moves.length > 0 && ownBytes(context, target, upstream) === 0;
  return {
    ...base,
    title: `Attach ${target.name} to ${upstream.name}?`,
    dataLoss,
    confirm:
      target.keys === 0
        ? { tier: 2, type: null, text: `${target.name} becomes a replica and refuses writes.` }
        : nothingOwn
          ? { tier: 2, type: null, text: `${becomes} ${dataLoss.text}` }
          : {
              tier: 3,
              type,
              text: `${becomes} ${dataLoss.bytes === null ? holding(target) : dataLoss.text} Type ${type} to continue.`,
            },
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
export function changeBy(context: PlanContext, { replica, upstream, forecast }: Move): Change {
  const after = afterMove(context, replica, upstream);
  const same = viewOf(context, replica.id)?.replid === after?.replid;
  const version = versionOf(replica);
  const keeps = version === null || isAtLeast(version, 7, 0);
  return { befalls: forecast.verdict === "partial" && same && keeps ? "none" : forecast.verdict, after };
}

/** A replica that holds bytes its new upstream never had drops them in a full copy; they may stand nowhere else. */
export function tailLoss(context: PlanContext, moves: readonly Move[]): Plan["dataLoss"] {
  const tails = moves.flatMap((move) => {
    const bytes = tailOf(context, move);
    return bytes === null ? [] : [{ move, bytes }];
  });
  if (tails.length === 0) return noLoss;
  return {
    verdict: "possible",
    bytes: tails.reduce((sum, { bytes }) => sum + bytes, 0),
    seconds: null,
    text: tails
      .map(
        ({ move, bytes }) =>
          `${move.replica.name} holds ${formatBytes(bytes)} that its new upstream never had. They are dropped.`,
      )
      .join(" "),
  };
}

function tailOf(context: PlanContext, { replica, upstream, forecast }: Move): number | null {
  const [held, gives] = [viewOf(context, replica.id), viewOf(context, upstream.id)];
  if (forecast.verdict !== "full" || held === null || gives === null) return null;
  if (comparable(gives, held) !== "ahead" || gives.previousReplidUntil === null) return null;
  return held.offset + 1 - gives.previousReplidUntil;
}

/**
 * What a primary discards when it is attached: the bytes that it alone has, where its history and the upstream's meet; else
 * all its keys may be its own. Where it counted nothing of its own, the copy takes nothing from anybody.
 */
function datasetLoss(scene: Scene): Plan["dataLoss"] {
  const { target, upstream, moves } = scene;
  if (target.keys === 0 || moves[0]?.forecast.verdict === "partial") return noLoss;
  const own = upstream === null ? null : ownBytes(scene.context, target, upstream);
  if (own === 0) return { ...noLoss, text: `${upstream?.name} has all that ${target.name} holds.` };
  if (own !== null)
    return {
      verdict: "certain",
      bytes: own,
      seconds: null,
      text: `${target.name} has ${formatBytes(own)} that ${upstream?.name} never had, and whatever it is given until then: they are discarded. To keep them, back up ${target.name} first.`,
    };
  return {
    verdict: target.keys === null || moves[0]?.forecast.verdict === "unknown" ? "possible" : "certain",
    bytes: null,
    seconds: null,
    text: `${holding(target)} Those its new upstream does not hold are lost.`,
  };
}

const ownBytes = ({ group }: PlanContext, target: Instance, upstream: Instance): number | null =>
  countedOwnBytes(branchesAmong(group.instances), target, upstream);
