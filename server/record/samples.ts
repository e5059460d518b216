import type { Logger } from "pino";
import type { Instance, InstanceState } from "@/lib/contract";
import type { LagThresholds } from "@/lib/group/member";
import { stateOf } from "@/lib/topology/state";
import type { Fleet, SampleRow, Store } from "@/server/ports";
import { every } from "./every";
import type { Loss } from "./loss";

const flushMs = 1_000;
const compactMs = 60_000;

/**
 * Keeps the history: each new sample of each instance and the state it is in, written once a second in one go, and
 * compacted once a minute. While the store fails samples are lost, which `loss` is told, and the live view goes on.
 */
export function recordSamples(
  fleet: Fleet,
  store: Store,
  { lag, loss, log, now }: { lag: LagThresholds; loss: Loss; log: Logger; now: () => number },
): () => Promise<void> {
  let waiting: SampleRow[] = [];
  const toSamples = createSampler(lag);

  const stopListening = fleet.listen({
    tick(group, rows, atMs) {
      const sampled = new Set(rows.flatMap((row) => (row.sampledAt === undefined ? [] : [row.id])));
      for (const instance of group.instances) {
        const row = toSamples(instance, { isNew: sampled.has(instance.id), atMs });
        if (row !== null) waiting.push(row);
      }
    },
  });

  async function flush(): Promise<void> {
    const rows = waiting;
    waiting = [];
    try {
      await store.samples.append(rows);
      if (rows.length > 0) loss.kept();
    } catch (error) {
      loss.lost(rows.length, error);
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

/** What was last kept of an instance. It is asked for a thousand times a second, so it is changed in place. */
interface Noted {
  state: InstanceState | null;
  atMs: number;
}

/**
 * What of an instance is to be kept at a tick; null: nothing. A new sample is kept with its state. An instance that is
 * not reached has its state alone, once a second; one whose state changes between two samples has that at once.
 */
export function createSampler(lag: LagThresholds) {
  const groups = new Map<string, Map<string, Noted>>();
  const noted = ({ group, id }: Instance): Noted => {
    let members = groups.get(group);
    if (members === undefined) {
      members = new Map();
      groups.set(group, members);
    }
    let one = members.get(id);
    if (one === undefined) {
      one = { state: null, atMs: 0 };
      members.set(id, one);
    }
    return one;
  };
  return (instance: Instance, tick: { isNew: boolean; atMs: number }): SampleRow | null => {
    const { state } = stateOf(instance, lag);
    const sampledAt = tick.isNew && instance.reachable ? instance.sampledAt : null;
    if (sampledAt === null && state === "unknown") return null;
    const last = noted(instance);
    const isDue = !instance.reachable && tick.atMs - last.atMs >= flushMs;
    if (sampledAt === null && last.state === state && !isDue) return null;
    last.state = state;
    last.atMs = tick.atMs;
    const of = { group: instance.group, instance: instance.id, state };
    return sampledAt === null
      ? { ...of, atMs: tick.atMs, values: {} }
      : { ...of, atMs: Date.parse(sampledAt), values: valuesOf(instance) };
  };
}

const valuesOf = (instance: Instance): SampleRow["values"] => ({
  lagBytes: instance.lagBytes,
  lagSeconds: instance.lagSeconds,
  offset: instance.offset,
  writeBytesPerSecond: instance.writeBytesPerSecond,
  headroomSeconds: instance.resync?.headroomSeconds ?? null,
  headroomBytes: instance.resync?.headroomBytes ?? null,
});
