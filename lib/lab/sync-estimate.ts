import type { SyncSettings } from "@/lib/contract";
import { formatSeconds } from "@/lib/format";

/** One measurement: a size at a speed. */
export interface SyncCase {
  readonly dataBytes: number;
  /** Of the link; null: as fast as the machine. */
  readonly bytesPerSecond: number | null;
}

/** What is measured, in this order: a primary is filled once, and then copied at each speed. */
export const syncCases = ({ dataBytes, bytesPerSecond }: SyncSettings): readonly SyncCase[] =>
  dataBytes.flatMap((bytes) => bytesPerSecond.map((speed) => ({ dataBytes: bytes, bytesPerSecond: speed })));

/** How long the parts of a measurement will take. Seconds. */
export interface CaseEstimate extends SyncCase {
  /** 0 but for the first speed of a size. */
  readonly fillSeconds: number;
  readonly fullSeconds: number;
  /** With the second that the replica may take to dial again. */
  readonly outageSeconds: number;
  readonly resyncSeconds: number;
  /** What will be sent when the link is mended, by the settings. */
  readonly resyncBytes: number;
}

const MIB = 1_048_576;
/**
 * Guesses for a small machine that does nothing else. One that is busy is slower: at a load of 29 on two cores 45 MiB/s to write
 * and 15 MiB/s to copy were measured.
 */
const FILL_BYTES_PER_SECOND = 60 * MIB;
const LOAD_BYTES_PER_SECOND = 60 * MIB;
/** To start the servers of one size, with a replica for each speed. */
const START_SECONDS = 1;
/** A replica tries once a second (replicationCron in replication.c). */
export const RETRY_SECONDS = 1;

/** Longer than this is said with a warning. */
export const LONG_SECONDS = 3_600;
/** Longer than this is refused. */
export const LONGEST_SECONDS = 4 * 3_600;

/** What each measurement will take, by the speed of its link and what a small machine does. */
export function estimateCases(settings: SyncSettings): readonly CaseEstimate[] {
  const { outageSeconds, writeBytesPerSecond, backlogBytes, delayMs } = settings;
  const missedBytes = (outageSeconds + RETRY_SECONDS) * writeBytesPerSecond;
  return syncCases(settings).map((one, n) => {
    const copySeconds = (bytes: number): number =>
      bytes / (one.bytesPerSecond ?? LOAD_BYTES_PER_SECOND) + (3 * delayMs) / 1000;
    const fullSeconds = copySeconds(one.dataBytes) + one.dataBytes / LOAD_BYTES_PER_SECOND;
    const first = n % settings.bytesPerSecond.length === 0;
    const partial = missedBytes <= backlogBytes;
    return {
      ...one,
      fillSeconds: first ? START_SECONDS + one.dataBytes / FILL_BYTES_PER_SECOND : 0,
      fullSeconds,
      outageSeconds: outageSeconds + RETRY_SECONDS,
      resyncSeconds: partial ? copySeconds(missedBytes) : fullSeconds,
      resyncBytes: partial ? missedBytes : one.dataBytes,
    };
  });
}

/** How long the whole experiment will take, to show before it starts. Seconds. */
export const estimateSeconds = (settings: SyncSettings): number =>
  estimateCases(settings).reduce((sum, one) => sum + secondsOf(one), 0);

/** All of one measurement. */
export const secondsOf = (one: CaseEstimate): number =>
  one.fillSeconds + one.fullSeconds + one.outageSeconds + one.resyncSeconds;

/** The same as a sentence, and where it is long, what makes it so. */
export function estimateWords(settings: SyncSettings): string {
  const cases = estimateCases(settings);
  const seconds = cases.reduce((sum, one) => sum + secondsOf(one), 0);
  const said = `It will take about ${formatSeconds(seconds)}.`;
  if (seconds <= LONG_SECONDS) return said;
  const copies = cases.reduce((sum, one) => sum + one.fullSeconds + one.resyncSeconds, 0);
  return `${said} ${formatSeconds(copies)} of that is for copies through the links: a smaller size or a faster link shortens it.`;
}
