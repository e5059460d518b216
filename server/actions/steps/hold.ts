import type { StepContext, StepEnd } from "./row";

/** Writes may flow again: says how long they could not, unless the promotion already did. */
export async function endHold(context: StepContext, end: StepEnd): Promise<void> {
  const { held } = context.memory;
  if (end.state !== "done" || held === null) return;
  context.memory.held = null;
  if (context.run().writePausedSeconds === null)
    await context.patch({ writePausedSeconds: (context.now() - held.sinceMs) / 1000 });
}
