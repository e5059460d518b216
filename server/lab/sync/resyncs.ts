import { setTimeout as delay } from "node:timers/promises";
import type { LinkWeather, SyncResult } from "@/lib/contract";
import { loadSecondsOf } from "@/lib/info/load-log";
import { LEAST_BACKLOG_BYTES } from "@/lib/lab/sync-advice";
import { fairWeather, type HeldDial, type LabLink } from "../link";
import { followWords, type LabServer } from "../throwaway";
import { countedBy, replicationOf } from "./look";
import { orStop, untilOnline } from "./until";

/** A primary, a replica of its own behind a link, and who watches. */
export interface Stage {
  readonly primary: LabServer;
  readonly replica: LabServer;
  readonly link: LabLink;
  readonly weather: LinkWeather;
  readonly signal: AbortSignal;
  /** So many bytes have passed to the replica since the resync began. */
  readonly passed: (bytes: number) => void;
}

type Row = SyncResult["rows"][number];

/** The replica tries once a second. */
const DIAL_MS = 30_000;
const LOG_LINES = 10_000;

/** Times the first full resync of a replica that holds nothing. @throws Error when the primary counted none */
export async function timeFull(stage: Stage): Promise<Row["full"]> {
  const { primary, replica, link } = stage;
  link.change(stage.weather);
  const before = await countedBy(primary);
  const { offset } = await replicationOf(primary);
  const dials = link.holdNextDial();
  await replica.send(followWords(replica));
  const { seconds, bytes } = await timeFrom(dials, offset, stage);
  const after = await countedBy(primary);
  if (after.fullSyncs <= before.fullSyncs) throw new Error("The primary has counted no full resync.");
  return {
    seconds,
    bytes,
    forkSeconds: after.forkSeconds,
    loadSeconds: loadSecondsOf(replica.server.logTail(LOG_LINES)),
  };
}

export interface OutageOptions {
  readonly outageSeconds: number;
  readonly backlogBytes: number;
  /** Writes until the signal fires; resolves when all of it is answered. */
  readonly write: (until: AbortSignal) => Promise<void>;
  /** Called all the time while the link is cut. */
  readonly waited: (seconds: number) => void;
  /** Called once it is mended and the replica dials. */
  readonly mended: () => void;
}

/**
 * Cuts the link, writes until it is mended and the replica dials again, and times what follows. The replica is held before it
 * reaches the primary until the last write is answered: what it asks for and what the primary has are then both known to the
 * byte, and so is the backlog that would have done. @throws Error when the primary counted no resync
 */
export async function timeOutage(stage: Stage, options: OutageOptions): Promise<Row["outage"]> {
  const { primary, replica, link } = stage;
  const { outageSeconds, backlogBytes, write, waited, mended } = options;
  const before = await countedBy(primary);
  const cutAt = await replicationOf(primary);
  link.change({ ...stage.weather, cut: true });
  const start = performance.now();
  const ended = new AbortController();
  const mend = async (): Promise<HeldDial> => {
    try {
      while (performance.now() - start < outageSeconds * 1000) {
        waited((performance.now() - start) / 1000);
        await delay(50, undefined, { signal: stage.signal });
      }
      const dials = link.holdNextDial();
      link.change(stage.weather);
      return await orStop(dials, AbortSignal.any([stage.signal, AbortSignal.timeout(DIAL_MS)]));
    } finally {
      ended.abort();
    }
  };
  const [dial] = await Promise.all([mend(), write(ended.signal)]);
  const cutSeconds = (performance.now() - start) / 1000;
  const asks = await replicationOf(replica);
  const has = await replicationOf(primary);
  mended();
  const { seconds, bytes } = await timeFrom(Promise.resolve(dial), has.offset, stage);
  const after = await countedBy(primary);
  return {
    cutSeconds,
    writtenBytes: has.offset - cutAt.offset,
    resync: kindOf(after.fullSyncs - before.fullSyncs, after.partialSyncs - before.partialSyncs),
    seconds,
    bytes,
    backlogBytes,
    neededBacklogBytes: neededBacklogBytes(asks.offset, has.offset),
  };
}

/**
 * The smallest backlog that surely holds what a replica at `asksOffset` misses of a primary at `hasOffset`: the stream between
 * them. From 7.0 on a server keeps whole blocks, and lets one go only if what is left is still more than the setting
 * (incrementalTrimReplicationBacklog in replication.c): a size smaller by less than a block may do, and need not.
 */
export const neededBacklogBytes = (asksOffset: number, hasOffset: number): number =>
  Math.max(LEAST_BACKLOG_BYTES, hasOffset - asksOffset);

/** What the primary did, by its own counters. A channel of its own for the copy may count as a partial one beside it. */
function kindOf(fulls: number, partials: number): "partial" | "full" {
  if (fulls > 0) return "full";
  if (partials > 0) return "partial";
  throw new Error("The primary has counted no resync after the outage.");
}

/** From when the replica dials until it is in step with `offset`. */
async function timeFrom(
  dials: Promise<HeldDial>,
  offset: number,
  { primary, replica, link, signal, passed }: Stage,
): Promise<{ seconds: number; bytes: number }> {
  const dial = await orStop(dials, AbortSignal.any([signal, AbortSignal.timeout(DIAL_MS)]));
  const bytesBefore = link.toReplicaBytes;
  const start = performance.now();
  dial.letThrough();
  await untilOnline(primary, replica, offset, {
    signal,
    looked: () => passed(link.toReplicaBytes - bytesBefore),
  });
  return { seconds: (performance.now() - start) / 1000, bytes: link.toReplicaBytes - bytesBefore };
}

/** How a link of this experiment is while it is not cut. */
export const weatherOf = (delayMs: number, bytesPerSecond: number | null): LinkWeather => ({
  ...fairWeather,
  delayMs,
  bytesPerSecond,
});
