import type { Instance } from "@/lib/contract";
import { descendantsOf } from "@/lib/topology/tree";
import { effectsBelow } from "../below";
import { type Blueprint, noLoss, resketch, sketchOf } from "../blueprint";
import { instanceOf, listNames, type PlanContext, viewOf } from "../context";
import { promoted } from "../predict";
import { primaryAbove, type Scene } from "../scene";
import { persist, replicaofNoOne, verify } from "../steps";

/** Takes a replica out of its group: it becomes a primary of its own, and what is below it goes with it. */
export function planDetach(context: PlanContext, target: Instance): Blueprint {
  const possible = target.role === "replica";
  const upstream = instanceOf(context, target.upstream);
  const scene: Scene = {
    context,
    action: "detach",
    target,
    upstream: null,
    primary: primaryAbove(context, target),
    method: null,
    moves: [],
    left: [],
    changed: possible ? [target] : [],
  };
  const below = descendantsOf(context.group, target.id).flatMap((id) => instanceOf(context, id) ?? []);
  const view = viewOf(context, target.id);
  const after = view === null ? null : promoted(view, view.offset);
  const withIt =
    below.length === 0 ? "" : ` ${listNames(below)} ${below.length === 1 ? "goes" : "go"} with it.`;
  return {
    scene,
    title: upstream === null ? `Detach ${target.name}?` : `Detach ${target.name} from ${upstream.name}?`,
    steps: possible
      ? [
          replicaofNoOne(target),
          ...persist(context, [target]),
          verify(target, `${target.name} is a primary of its own.`),
        ]
      : [],
    effects: possible ? effectsBelow(context, target, { befalls: "partial", after }) : [],
    dataLoss: {
      ...noLoss,
      text: "Nothing is lost now. Writes it takes from then on are its own: re-attaching discards them.",
    },
    writePauseSeconds: null,
    after: possible ? resketch(context, [{ instance: target, upstream: null }]) : sketchOf(context),
    confirm: {
      tier: 2,
      type: null,
      text: `${target.name} becomes a standalone primary and accepts writes. Re-attaching discards them.${withIt}`,
    },
  };
}
