import { setTimeout as delay } from "node:timers/promises";

const STEP_MS = 20;

/**
 * Resolves with the first answer of `look` that is not null or false.
 * @throws Error naming `what` after `deadlineMs`
 */
export async function waitFor<T>(
  what: string,
  look: () => T | null | false | Promise<T | null | false>,
  deadlineMs = 30_000,
): Promise<T> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const seen = await look();
    if (seen !== null && seen !== false) return seen;
    if (performance.now() > end) throw new Error(`after ${deadlineMs} ms still not: ${what}`);
    await delay(STEP_MS);
  }
}
