import type { Instance, WhatIf } from "@/lib/contract";
import { comparable } from "@/lib/lag/lineage";
import { likelyChoice } from "@/lib/sentinel/words";
import { byName, type PlanContext, viewOf } from "../context";
import { canBeTold, primaryAbove } from "../scene";

/** The replica that would take over, and why that one. */
export interface Successor {
  readonly instance: Instance;
  readonly reason: string;
}

/**
 * Who would take over from a dead primary: under Sentinel the one it would choose; else whoever answers and holds most of the
 * primary's history, those of priority 0 last, a direct replica before one that is deeper.
 * @param context the group without the primary
 */
export function successorOf(context: PlanContext, primary: Instance): Successor | null {
  const { group } = context;
  if (group.mode === "sentinel") {
    const likely = likelyChoice({ instances: group.instances, primary: primary.id });
    return likely === null
      ? null
      : {
          instance: likely,
          reason: "Sentinel would most likely choose it: priority, then offset, then run id.",
        };
  }
  const held = viewOf(context, primary.id);
  const able = group.instances.flatMap((instance) => {
    const view = viewOf(context, instance.id);
    if (view === null || instance.role !== "replica" || !canBeTold(context, instance)) return [];
    if (primaryAbove(context, instance)?.id !== primary.id) return [];
    const relation = held === null ? "same" : comparable(held, view);
    return relation === "same" || relation === "prefix" ? [{ instance, offset: view.offset }] : [];
  });
  const direct = ({ instance }: { instance: Instance }): number => Number(instance.upstream !== primary.id);
  const [best, second] = able.sort(
    (a, b) =>
      Number(a.instance.priority === 0) - Number(b.instance.priority === 0) ||
      b.offset - a.offset ||
      direct(a) - direct(b) ||
      byName(a.instance, b.instance),
  );
  if (best === undefined) return null;
  const reason =
    best.instance.priority === 0
      ? "It has priority 0, but no other replica could."
      : second === undefined
        ? "It is the only replica that could."
        : best.offset > second.offset
          ? "It holds most of the primary's history."
          : "No other holds more of the primary's history.";
  return { instance: best.instance, reason };
}

/** Who would act on the death of an instance, and how. */
export function decidesOf({ group }: PlanContext, dead: Instance): WhatIf["decides"] {
  const { mode, sentinel } = group;
  if (dead.role === "replica")
    return mode === "sentinel"
      ? { by: "sentinel", text: "Sentinel points what is below it to the primary; it replaces no replica." }
      : {
          by: dead.replicas.length === 0 ? "nobody" : "operator",
          text:
            dead.replicas.length === 0
              ? "Nothing has to be done for the others."
              : "Nobody acts by itself: re-point what is below it.",
        };
  if (mode === "cluster")
    return { by: "cluster", text: "The other primaries of the cluster vote for one of its replicas." };
  if (mode === "sentinel")
    return sentinel?.ckquorum?.ok === false
      ? { by: "operator", text: "Its Sentinels could not act: they have no quorum, or no majority." }
      : {
          by: "sentinel",
          text: `Sentinel promotes a replica once ${sentinel?.quorum ?? "enough"} of ${sentinel?.known ?? "its"} Sentinels hold it to be down.`,
        };
  return { by: "operator", text: "Nobody acts by itself: writes stop until you promote a replica." };
}
