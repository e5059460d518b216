import { setTimeout as delay } from "node:timers/promises";
import { behindBytes, perSecond, readCounters, type TimedCounters } from "@/lib/lab/scaling-info";
import type { ScalingRound } from "@/lib/lab/scaling-row";
import { busyShare, processorTimes } from "./busy";
import type { Stand, Watched } from "./site";

const LOOK_MS = 100;
const unread = { cpuSeconds: null, replicationOutputBytes: null, offset: null };

/** What the servers and the machine say of themselves while the load is counted. */
export type Seen = Omit<ScalingRound, "load">;

/**
 * Watches while `counted` goes on, which is to begin with what it is called for: the readings are taken right before and after it.
 * @returns what was seen, and what `counted` came to
 */
export async function watch<T>({ primary, replicas }: Stand, counted: () => Promise<T>): Promise<[Seen, T]> {
  const all = [primary, ...replicas];
  const readAll = (): Promise<TimedCounters[]> => Promise.all(all.map((one) => read(one, ["INFO"])));
  const [before, timesBefore] = [await readAll(), processorTimes()];
  const over = new AbortController();
  const behind = furthestBehind(primary, replicas, over.signal);
  try {
    const result = await counted();
    const [timesAfter, after] = [processorTimes(), await readAll()];
    const rate = (place: number, what: Parameters<typeof perSecond>[2]): number | null => {
      const [from, to] = [before[place], after[place]];
      return from === undefined || to === undefined ? null : perSecond(from, to, what);
    };
    over.abort();
    const seen: Seen = {
      replicationBytesPerSecond: rate(0, "replicationOutputBytes"),
      streamBytesPerSecond: rate(0, "offset"),
      mostBehindBytes: await behind,
      cpu: all.map(({ name, role }, place) => ({ instance: name, role, cores: rate(place, "cpuSeconds") })),
      machineBusy: busyShare(timesBefore, timesAfter),
    };
    return [seen, result];
  } finally {
    over.abort();
  }
}

async function furthestBehind(
  primary: Watched,
  replicas: readonly Watched[],
  over: AbortSignal,
): Promise<number | null> {
  const words = ["INFO", "replication"];
  let most: number | null = null;
  while (!over.aborted && replicas.length > 0) {
    const before = await read(primary, words);
    const seen = await Promise.all(replicas.map((replica) => read(replica, words)));
    const after = await read(primary, words);
    for (const replica of seen) {
      const bytes = behindBytes(before, replica, after);
      if (bytes !== null) most = Math.max(most ?? 0, bytes);
    }
    await delay(LOOK_MS, undefined, { signal: over }).catch(() => {});
  }
  return most;
}

/** What does not answer is unknown, and no reason to end. */
async function read(one: Watched, words: readonly string[]): Promise<TimedCounters> {
  const askedMs = performance.now();
  const reply = await one.send(words).catch(() => null);
  return { ...(readCounters(reply) ?? unread), atMs: (askedMs + performance.now()) / 2 };
}
