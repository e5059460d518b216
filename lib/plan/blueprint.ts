import type { Effect, Instance, Plan, Sketch } from "@/lib/contract";
import type { PlanContext } from "./context";
import type { Scene } from "./scene";
import type { StepDraft } from "./steps";

/** A plan before it is checked. */
export interface Blueprint {
  readonly scene: Scene;
  readonly title: string;
  readonly steps: readonly StepDraft[];
  readonly effects: readonly Effect[];
  readonly dataLoss: Plan["dataLoss"];
  readonly writePauseSeconds: number | null;
  readonly after: Sketch;
  readonly confirm: Plan["confirm"];
}

export const noLoss: Plan["dataLoss"] = {
  verdict: "none",
  bytes: null,
  seconds: null,
  text: "No data loss expected.",
};

/** Who follows whom now. */
export const sketchOf = (context: PlanContext): Sketch =>
  context.group.instances.map(({ id, role, upstream }) => ({ instance: id, role, upstream }));

/** The sketch with some instances changed; upstream null makes a primary. */
export function resketch(
  context: PlanContext,
  changes: readonly { readonly instance: Instance; readonly upstream: Instance | null }[],
): Sketch {
  const upstreams = new Map(changes.map(({ instance, upstream }) => [instance.id, upstream]));
  return sketchOf(context).map((row) => {
    const upstream = upstreams.get(row.instance);
    if (upstream === undefined) return row;
    return { ...row, role: upstream === null ? "primary" : "replica", upstream: upstream?.id ?? null };
  });
}

/** What a person must accept when links of the plan need a full copy; null when none does. */
export function confirmCopies(scene: Scene): Plan["confirm"] {
  const full = scene.moves.filter((move) => move.forecast.verdict === "full");
  if (full.length === 0) return null;
  const text = full.map(
    (move) => `${move.replica.name} copies everything again, from ${move.upstream.name}.`,
  );
  return { tier: 2, type: null, text: text.join(" ") };
}
