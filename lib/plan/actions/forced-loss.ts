import type { Instance, Plan } from "@/lib/contract";
import { formatBytes, formatSeconds } from "@/lib/format";
import type { ReplicationView } from "@/lib/info/view";
import { shares } from "@/lib/lag/shared";
import { type PlanContext, viewOf } from "../context";
import type { Scene } from "../scene";

/**
 * What is lost when the target is promoted without its primary: at least what anybody was last seen to hold of their
 * history and the target does not. Never "none": what the primary took after it was last read nobody can say.
 */
export function forcedLoss(scene: Scene): Plan["dataLoss"] {
  const { context, target, primary } = scene;
  if (primary === null)
    return unknown(`No primary above ${target.name} is known. Writes it never received are lost.`);
  const [held, has] = [viewOf(context, primary.id), viewOf(context, target.id)];
  if (held === null || has === null || !shares(held, has))
    return unknown(`${primary.name} is unreachable, and how far ${target.name} was behind is not known.`);
  const end = furthestOf(context, held);
  const bytes = Math.max(0, end - has.offset);
  if (bytes === 0)
    return unknown(
      `${primary.name} is unreachable. ${target.name} has all it was last seen to hold; writes after that are lost.`,
    );
  const seconds = secondsBetween(context, held.replid, has.offset, Math.min(end, held.offset));
  const late = seconds === null ? "" : `, ${formatSeconds(seconds)} of writes`;
  return {
    verdict: "certain",
    bytes,
    seconds,
    text: `${primary.name} is unreachable and ${target.name} was ${formatBytes(bytes)} behind${late}. At least those writes will be lost.`,
  };
}

const unknown = (text: string): Plan["dataLoss"] => ({
  verdict: "possible",
  bytes: null,
  seconds: null,
  text,
});

/** The furthest offset that any instance, reachable or not, was seen at in the history of `held`. */
function furthestOf({ group, members }: PlanContext, held: ReplicationView): number {
  const offsets = group.instances.flatMap(({ id }) => {
    const reading = members.get(id)?.lastReached ?? null;
    return reading?.view.replid === held.replid ? [reading.view.offset] : [];
  });
  return Math.max(held.offset, ...offsets);
}

/**
 * How long the stream took from one offset to the next, by what was seen of it. A replica may have been seen farther than
 * the primary ever was: then it took at least as long as up to the last look at the primary.
 */
export function secondsBetween(
  { reachedMs }: Pick<PlanContext, "reachedMs">,
  replid: string,
  from: number,
  to: number,
): number | null {
  const [left, right] = [reachedMs?.(replid, from) ?? null, reachedMs?.(replid, to) ?? null];
  return left === null || right === null || right <= left ? null : (right - left) / 1000;
}

/** A reachable replica whose promotion would lose less. */
export interface Better {
  readonly instance: Instance;
  /** How much more it holds; null: it shares the primary's history and the target does not. */
  readonly bytes: number | null;
}

/**
 * The reachable replica that holds most of what the primary was last known to hold, where that is more than the target does;
 * null: none. Only within one history do offsets say who holds more: a replica that counts in another one is no candidate.
 */
export function moreAdvanced({ context, target, primary }: Scene): Better | null {
  const own = viewOf(context, target.id);
  const held = (primary === null ? null : viewOf(context, primary.id)) ?? own;
  if (own === null || held === null) return null;
  const inIt = shares(held, own);
  let best: { instance: Instance; offset: number } | null = null;
  for (const instance of context.group.instances) {
    const view = viewOf(context, instance.id);
    if (view === null || !instance.reachable || instance.role !== "replica" || instance.id === target.id)
      continue;
    if (!shares(held, view) || (inIt && view.offset <= own.offset)) continue;
    if (best === null || view.offset > best.offset) best = { instance, offset: view.offset };
  }
  if (best === null) return null;
  return { instance: best.instance, bytes: inIt ? best.offset - own.offset : null };
}
