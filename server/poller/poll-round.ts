import { setImmediate as immediate } from "node:timers/promises";
import type { InstancePoller } from "./instance-poller";
import { pause } from "./rounds";

/** So many instances are asked in one go; a larger group is asked in several, spread over the interval. */
const CHUNK = 50;
/** The share of the interval over which the chunks of a large group are spread. */
const SPREAD = 0.4;

/** The first look at a primary is waited for no longer than this: a slow one delays nobody else. */
const FIRST_LOOK_MS = 50;

/**
 * Asks every instance that is not still busy with an earlier poll. The replicas are asked between two looks at their
 * primary: what the first saw tells a replica that has everything from one that lacks all since the round before, and a
 * primary read before its replicas alone would seem to lie behind them.
 * Resolves when all that answered last time have answered now, or at the cut-off; those that were silent are not waited for,
 * so that a stopped instance does not hold up what is known of the others.
 */
export async function pollRound(
  pollers: readonly InstancePoller[],
  { intervalMs, timeoutMs }: { intervalMs: number; timeoutMs: number },
): Promise<void> {
  const idle = pollers.filter((poller) => !poller.busy);
  const replicas = idle.filter((poller) => !isPrimary(poller));
  const primaries = idle.filter(isPrimary);
  const failures = new Map(primaries.map((poller) => [poller, poller.member.failures]));
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
    await firstLook(primaries);
    ask(replicas.slice(i * CHUNK, (i + 1) * CHUNK));
  }
  await immediate();
  // One whose first look failed has had its poll.
  ask(primaries.filter((poller) => poller.member.failures === failures.get(poller)));
  await Promise.race([Promise.all(awaited), pause(Math.min(timeoutMs, intervalMs / 2))]);
}

/** Looks at those that answered last time, and waits for them, but not long. */
async function firstLook(primaries: readonly InstancePoller[]): Promise<void> {
  const looks = primaries.filter((poller) => poller.member.failures === 0).map((poller) => poller.look());
  if (looks.length > 0) await Promise.race([Promise.all(looks), pause(FIRST_LOOK_MS)]);
}

/** All of `pollers`, replicas first, each by a poll that begins now; resolves when all have answered or timed out. */
export async function pollNow(pollers: readonly InstancePoller[], slow: boolean): Promise<void> {
  const replicas = pollers.filter((poller) => !isPrimary(poller)).map((poller) => poller.pollAnew(slow));
  await immediate();
  const primaries = pollers.filter(isPrimary).map((poller) => poller.pollAnew(slow));
  await Promise.all([...replicas, ...primaries]);
}

const isPrimary = (poller: InstancePoller): boolean => poller.member.lastReached?.view.role === "primary";
