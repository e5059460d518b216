import type { StepContext, StepEnd } from "./row";

/** A pause ends by Redis' own clock at the latest. */
const endedMs = ({ now }: StepContext, { untilMs }: { readonly untilMs: number | null }): number =>
  Math.min(now(), untilMs ?? Number.POSITIVE_INFINITY);

/** Writes may flow again: says how long they could not, unless the promotion already did. */
export async function endHold(context: StepContext, end: StepEnd): Promise<void> {
  const { held } = context.memory;
  if (end.state !== "done" || held === null) return;
  context.memory.held = null;
  if (context.run().writePausedSeconds === null)
    await context.patch({ writePausedSeconds: (endedMs(context, held) - held.sinceMs) / 1000 });
}
