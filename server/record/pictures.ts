import type { Logger } from "pino";
import type { Group } from "@/lib/contract";
import { looksAlike } from "@/lib/group/past";
import type { Fleet, Store } from "@/server/ports";
import { every } from "./every";

const flushMs = 1_000;
/**
 * Of several pictures of a group within such a step the last one is kept, from the first one's time on: the moment of an event shows
 * what it is about, whatever else changed within that second.
 */
const stepMs = 1_000;

interface Picture {
  readonly group: Group;
  readonly atMs: number;
}

/**
 * Keeps a picture of each group when something about it changes and when its watch begins, at most one a second. While the
 * store fails the newest picture of each group waits for it, so that the present is there as soon as the store is.
 */
export function recordPictures(
  fleet: Pick<Fleet, "listen">,
  store: Pick<Store, "pictures">,
  log: Logger,
): () => Promise<void> {
  const newest = new Map<string, Group>();
  let waiting = new Map<string, Picture>();
  let failing = false;

  const stopListening = fleet.listen({
    tick(group, _, atMs) {
      const before = newest.get(group.id);
      if (before !== undefined && looksAlike(before, group)) return;
      newest.set(group.id, group);
      const step = `${group.id} ${Math.floor(atMs / stepMs)}`;
      waiting.set(step, { group, atMs: waiting.get(step)?.atMs ?? atMs });
    },
    gone: (id) => void newest.delete(id),
  });

  async function flush(): Promise<void> {
    const taken = waiting;
    waiting = new Map();
    try {
      await store.pictures.append([...taken.values()]);
      failing = false;
    } catch (error) {
      if (!failing) log.error({ err: error }, "pictures of the groups cannot be kept");
      failing = true;
      waiting = new Map([...taken.values(), ...waiting.values()].map((one) => [one.group.id, one]));
    }
  }

  const stopFlushing = every(flushMs, flush);
  return async () => {
    stopListening();
    await stopFlushing();
    await flush();
  };
}
