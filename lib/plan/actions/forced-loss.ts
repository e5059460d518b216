import type { Instance, Plan } from "@/lib/contract";
import { formatBytes } from "@/lib/format";
import { comparable } from "@/lib/lag/lineage";
import { viewOf } from "../context";
import type { Scene } from "../scene";

/**
 * What is lost when the target is promoted without its primary: at least what the primary was last seen to hold and
 * the target does not. Never "none": what the primary took after it was last read nobody can say.
 */
export function forcedLoss(scene: Scene): Plan["dataLoss"] {
  const { context, target, primary } = scene;
  if (primary === null)
    return {
      verdict: "possible",
      bytes: null,
      text: `No primary above ${target.name} is known. Writes it never received are lost.`,
    };
  const [held, has] = [viewOf(context, primary.id), viewOf(context, target.id)];
  const relation = held === null || has === null ? "diverged" : comparable(held, has);
  if (held === null || has === null || relation === "diverged" || relation === "ahead")
    return {
      verdict: "possible",
      bytes: null,
      text: `${primary.name} is unreachable, and how far ${target.name} was behind is not known.`,
    };
  const bytes = Math.max(0, held.offset - has.offset);
  if (bytes === 0)
    return {
      verdict: "possible",
      bytes: null,
      text: `${primary.name} is unreachable. ${target.name} has all it was last seen to hold; writes after that are lost.`,
    };
  const least = `At least those writes will be lost.`;
  return {
    verdict: "certain",
    bytes,
    text: `${primary.name} is unreachable and ${target.name} was ${formatBytes(bytes)} behind. ${least}`,
  };
}

/** A reachable replica of the same history that holds more than the target, and how much more; null: none does. */
export function moreAdvanced(scene: Scene): { instance: Instance; bytes: number } | null {
  const { context, target } = scene;
  const own = viewOf(context, target.id);
  if (own === null) return null;
  let best: { instance: Instance; bytes: number } | null = null;
  for (const instance of context.group.instances) {
    const view = viewOf(context, instance.id);
    if (view === null || !instance.reachable || instance.role !== "replica" || view.replid !== own.replid)
      continue;
    const bytes = view.offset - own.offset;
    if (bytes > (best?.bytes ?? 0)) best = { instance, bytes };
  }
  return best;
}
