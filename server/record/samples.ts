import type { Logger } from "pino";
import type { Instance } from "@/lib/contract";
import type { Fleet, SampleRow, Store } from "@/server/ports";
import { every } from "./every";

const flushMs = 1_000;
const compactMs = 60_000;

/**
 * Keeps the history: each new sample of each instance, written once a second in one go, and compacted once a minute.
 * While the store fails samples are lost and the live view goes on; one line is logged when it begins and one when it ends.
 */
export function recordSamples(
  fleet: Fleet,
  store: Store,
  log: Logger,
  now: () => number,
): () => Promise<void> {
  let waiting: SampleRow[] = [];
  let lost = 0;

  const stopListening = fleet.listen({
    tick(group, rows) {
      const sampled = new Set(rows.flatMap((row) => (row.sampledAt === undefined ? [] : [row.id])));
      for (const instance of group.instances) {
        const row = sampled.has(instance.id) ? toSample(instance) : null;
        if (row !== null) waiting.push(row);
      }
    },
  });

  async function flush(): Promise<void> {
    const rows = waiting;
    waiting = [];
    try {
      await store.samples.append(rows);
      if (lost > 0) log.info({ lost }, "the history is being kept again");
      lost = 0;
    } catch (error) {
      if (lost === 0) log.error({ err: error }, "the history cannot be kept; the live view goes on");
      lost += rows.length;
    }
  }

  const stopFlushing = every(flushMs, flush);
  const stopCompacting = every(compactMs, () =>
    store.samples.compact(now()).catch((error: unknown) => log.error({ err: error }, "compaction failed")),
  );
  return async () => {
    stopListening();
    await Promise.all([stopFlushing(), stopCompacting()]);
    await flush();
  };
}

function toSample(instance: Instance): SampleRow | null {
  if (!instance.reachable || instance.sampledAt === null) return null;
  return {
    group: instance.group,
    instance: instance.id,
    atMs: Date.parse(instance.sampledAt),
    values: {
      lagBytes: instance.lagBytes,
      lagSeconds: instance.lagSeconds,
      offset: instance.offset,
      writeBytesPerSecond: instance.writeBytesPerSecond,
      headroomSeconds: instance.resync?.headroomSeconds ?? null,
      headroomBytes: instance.resync?.headroomBytes ?? null,
    },
  };
}
