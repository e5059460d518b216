import { setTimeout as delay } from "node:timers/promises";
import type { LabServer } from "../throwaway";
import { replicationOf } from "./look";

const LOOK_MS = 10;

/** What `promise` resolves with. @throws the signal's reason, when that fires first */
export async function orStop<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop = (): void => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([promise, stopped]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/**
 * Resolves once the link is online at the primary and up at the replica, and the replica holds the stream up to `offset`.
 * `looked` is called at each look. @throws the signal's reason; Error when one of them does not answer
 */
export async function untilOnline(
  primary: LabServer,
  replica: LabServer,
  offset: number,
  { signal, looked }: { signal: AbortSignal; looked: () => void },
): Promise<void> {
  for (;;) {
    const { following, offset: applied } = await orStop(replicationOf(replica), signal);
    if (following?.linkUp === true && applied >= offset) {
      const { listed } = await orStop(replicationOf(primary), signal);
      if (listed.some(({ state }) => state === "online")) return;
    }
    looked();
    await delay(LOOK_MS, undefined, { signal });
  }
}
