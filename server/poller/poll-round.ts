import { setImmediate as immediate } from "node:timers/promises";
import type { InstancePoller } from "./instance-poller";
import { pause } from "./rounds";

/** So many instances are asked in one go; a larger group is asked in several, spread over the interval. */
const CHUNK = 50;
/** The share of the interval over which the chunks of a large group are spread. */
const SPREAD = 0.4;

/**
 * Asks every instance that is not still busy with an earlier poll: replicas first and the primary a moment later,
 * for a primary read first would seem to lie behind its replicas.
 * Resolves when all that answered last time have answered now, or at the cut-off; those that were silent are not waited for,
 * so that a stopped instance does not hold up what is known of the others.
 */
export async function pollRound(
  pollers: readonly InstancePoller[],
  { intervalMs, timeoutMs }: { intervalMs: number; timeoutMs: number },
): Promise<void> {
  const idle = pollers.filter((poller) => !poller.busy);
  const replicas = idle.filter((poller) => !isPrimary(poller));
  const awaited: Promise<void>[] = [];
  const ask = (some: readonly InstancePoller[]): void => {
    for (const poller of some) {
      const answered = poller.member.failures === 0;
      const poll = poller.poll();
      if (answered) awaited.push(poll);
    }
  };
  const chunks = Math.ceil(replicas.length / CHUNK);
  for (let i = 0; i < chunks; i += 1) {
    if (i > 0) await pause((SPREAD * intervalMs) / chunks);
    ask(replicas.slice(i * CHUNK, (i + 1) * CHUNK));
  }
  await immediate();
  ask(idle.filter(isPrimary));
  await Promise.race([Promise.all(awaited), pause(Math.min(timeoutMs, intervalMs / 2))]);
}

/** All of `pollers`, replicas first, each by a poll that begins now; resolves when all have answered or timed out. */
export async function pollNow(pollers: readonly InstancePoller[], slow: boolean): Promise<void> {
  const replicas = pollers.filter((poller) => !isPrimary(poller)).map((poller) => poller.pollAnew(slow));
  await immediate();
  const primaries = pollers.filter(isPrimary).map((poller) => poller.pollAnew(slow));
  await Promise.all([...replicas, ...primaries]);
}

const isPrimary = (poller: InstancePoller): boolean => poller.member.lastReached?.view.role === "primary";
