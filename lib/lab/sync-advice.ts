import type { SyncResult } from "@/lib/contract";
import { formatBytes, formatRate, formatSeconds } from "@/lib/format";

type Outage = SyncResult["rows"][number]["outage"];

/** The least that a server keeps, whatever it is told (resizeReplicationBacklog in replication.c). */
export const LEAST_BACKLOG_BYTES = 16_384;

/**
 * How long a replica may be away before what it misses is more than the backlog holds. Seconds; null: nothing is written, so
 * for as long as one likes.
 */
export const survivesSeconds = (backlogBytes: number, bytesPerSecond: number): number | null =>
  bytesPerSecond > 0 ? backlogBytes / bytesPerSecond : null;

/** What was written per second while the link was cut; 0 where it was not cut at all. */
export const writtenPerSecond = ({ writtenBytes, cutSeconds }: Outage): number =>
  cutSeconds > 0 ? writtenBytes / cutSeconds : 0;

/** What is said of the backlog by what came of it, and by how many bytes it was larger than what was surely needed. */
const verdicts: Record<Outage["resync"], (spareBytes: number) => string> = {
  partial: (spareBytes) =>
    spareBytes >= 0
      ? "was enough"
      : `was enough though ${formatBytes(-spareBytes)} short, for blocks are kept whole`,
  full: (spareBytes) =>
    spareBytes >= 0 ? "was no smaller than what was missed" : `was too small by ${formatBytes(-spareBytes)}`,
};

/** Whether the backlog was as large as what would have been needed, in two sentences. */
export function backlogAdvice(outage: Outage): string {
  const { backlogBytes, neededBacklogBytes, cutSeconds } = outage;
  const rate = writtenPerSecond(outage);
  const survives = survivesSeconds(backlogBytes, rate);
  if (survives === null)
    return `Nothing was written, so ${formatBytes(neededBacklogBytes)}, the least that a server keeps, would have been enough. A replica that misses nothing can always continue.`;
  const sum = `${formatSeconds(cutSeconds)} at ${formatRate(rate)} need ${formatBytes(neededBacklogBytes)}`;
  const verdict = verdicts[outage.resync](backlogBytes - neededBacklogBytes);
  return `${formatBytes(backlogBytes)} ${verdict}: ${sum}. At this rate a backlog of ${formatBytes(backlogBytes)} survives ${formatSeconds(survives)}.`;
}

/** What a backlog of one's own would survive, at its own rate or at this one. */
export function ownBacklogAdvice(
  outage: Outage,
  own: { readonly name: string; readonly backlogBytes: number; readonly writeBytesPerSecond: number | null },
): string {
  const measured = own.writeBytesPerSecond === null;
  const rate = own.writeBytesPerSecond ?? writtenPerSecond(outage);
  const survives = survivesSeconds(own.backlogBytes, rate);
  const size = `the backlog of ${own.name}, ${formatBytes(own.backlogBytes)},`;
  const at = measured ? `At the rate of this measurement, ${formatRate(rate)},` : `At ${formatRate(rate)}`;
  return survives === null
    ? `Nothing is written, so ${size} survives any outage.`
    : `${at} ${size} survives ${formatSeconds(survives)}.`;
}
