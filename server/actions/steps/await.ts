import type { InstanceId } from "@/lib/group/member";
import type { Evidence, Look, Sent, StepContext, StepEnd } from "./row";
import { done, failed, unclear } from "./row";

/** How often a proof looks again. Milliseconds. */
export const LOOK_EVERY_MS = 50;
const PATIENCE_MS = 5000;

/** Looks at `instances` until `judge` answers, or `untilMs` has passed (then null). */
export async function watch<T>(
  context: StepContext,
  instances: readonly InstanceId[],
  untilMs: number,
  judge: (look: Look) => T | null,
  everyMs: number = LOOK_EVERY_MS,
): Promise<T | null> {
  for (;;) {
    const answer = judge(await context.look(instances));
    if (answer !== null || context.now() >= untilMs) return answer;
    await context.wait(everyMs);
  }
}

/**
 * The usual proof: reads until the instance shows the step as done, for at most 5 s.
 * Without a reply, what is read decides; where reading cannot tell, the outcome stays unknown.
 */
export const proveByReading =
  (learn: (context: StepContext) => Promise<Evidence>) =>
  async (context: StepContext, sent: Sent): Promise<StepEnd> => {
    const untilMs = context.now() + PATIENCE_MS;
    for (;;) {
      const evidence = await learn(context);
      if (evidence.says === "done") return done(sent.replied ? null : `No reply came; ${evidence.text}`);
      if (context.now() >= untilMs) return withoutProof(sent, evidence);
      await context.wait(LOOK_EVERY_MS);
    }
  };

function withoutProof(sent: Sent, { says, text }: Evidence): StepEnd {
  if (sent.replied) return failed(`Redis answered OK, but ${text}`, says === "not-done" ? "none" : "unclear");
  return says === "not-done"
    ? failed(`No reply came, and it was not carried out: ${text}`)
    : unclear(`No reply came, and nothing shows whether it was carried out: ${text}`);
}

/** For what no reading shows: Redis' OK is all the proof there is. */
export async function proveByReply(_context: StepContext, sent: Sent): Promise<StepEnd> {
  return sent.replied ? done() : unclear("No reply came, and no reading shows whether it was carried out.");
}
