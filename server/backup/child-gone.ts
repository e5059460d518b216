import type { StepContext } from "@/server/actions/steps/row";
import { readSaveFacts } from "./save-facts";

/** Whoever saves for longer does so for somebody else. */
const AT_MOST_MS = 2_000;
const POLL_MS = 20;

/**
 * Waits until the source of a copy has noticed that its child has ended, which it looks for ten times a second (server.c,
 * serverCron): until then it is said to be saving still, and the next backup would be refused.
 */
export async function untilChildGone(context: Pick<StepContext, "ask" | "wait" | "now">): Promise<void> {
  const byMs = context.now() + AT_MOST_MS;
  for (;;) {
    const facts = await readSaveFacts(context.ask);
    if (facts?.persistence.saving !== true || context.now() > byMs) return;
    await context.wait(POLL_MS);
  }
}
