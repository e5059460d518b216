import { formatBytes, formatRate, formatSeconds } from "@/lib/format";
import type { GuideFacts } from "./facts";

const MEBIBYTE = 1024 * 1024;

/** The rate is that of a whole minute, which has busier seconds in it; and a replica comes back only at its next try. */
export const MARGIN = 1.5;

/** A size, and how it was come by. */
export interface Sized {
  readonly bytes: number;
  readonly why: string;
}

/** Bytes in whole MiB, as redis.conf spells them: `64mb`. Source: util.c, memtoull: `mb` is 1024 × 1024. */
export const confSize = (bytes: number): string => `${Math.ceil(bytes / MEBIBYTE)}mb`;

const wholeMebibytes = (bytes: number): number => Math.ceil(bytes / MEBIBYTE) * MEBIBYTE;

/** What the server has by default. Source: config.c, `repl-backlog-size`: 10 MiB since Valkey 8. */
export const leastBacklogBytes = ({ version: { product, major } }: GuideFacts): number =>
  (product === "valkey" && major >= 8 ? 10 : 1) * MEBIBYTE;

/**
 * A backlog that holds what is written while a replica is away, so that it can continue.
 * Source: replication.c, masterTryPartialResynchronization: the next offset must still be in it.
 */
export function backlogOf(facts: GuideFacts): Sized {
  const { writeBytesPerSecond: rate, outageSeconds } = facts;
  const least = leastBacklogBytes(facts);
  const meant = `A replica that is away for up to ${formatSeconds(outageSeconds)} continues from it, instead of copying everything`;
  if (rate === null)
    return { bytes: least, why: `${meant}: if the write rate were known. This is the server's default.` };
  const bytes = Math.max(least, wholeMebibytes(rate * outageSeconds * MARGIN));
  const product = `${formatRate(rate)} × ${formatSeconds(outageSeconds)} × ${MARGIN} to spare = ${formatBytes(rate * outageSeconds * MARGIN)}`;
  const floor = bytes === least ? `; never less than the default of ${formatBytes(least)}` : "";
  return { bytes, why: `${meant}: ${product}${floor}.` };
}

/** How long a full copy takes: saved, sent and loaded; null: the data set's size is not known. Seconds. */
export const copySeconds = ({ dataBytes, copyBytesPerSecond }: GuideFacts): number | null =>
  dataBytes === null ? null : dataBytes / copyBytesPerSecond;

/** What may wait for a replica, in all and for so long. */
export interface BufferSize {
  readonly hardBytes: number;
  readonly softBytes: number;
  readonly softSeconds: number;
  readonly why: string;
}

const HARD_LEAST = 256 * MEBIBYTE;
const SOFT_LEAST_SECONDS = 60;
/** Of `repl-diskless-sync-delay`, during which the stream waits already. */
const DELAY_SECONDS = 5;

/**
 * What is written during a full copy waits for the replica until it has loaded the copy: a smaller limit ends the copy, which then
 * begins again, for ever. Source: networking.c, checkClientOutputBufferLimits.
 */
export function bufferOf(facts: GuideFacts): BufferSize {
  const { writeBytesPerSecond: rate, dataBytes, copyBytesPerSecond } = facts;
  const seconds = copySeconds(facts);
  const held = "What is written during a full copy waits here; past the limit the copy ends and begins anew";
  const least = Math.max(HARD_LEAST, backlogOf(facts).bytes);
  const size = (hardBytes: number, softSeconds: number, why: string): BufferSize => ({
    hardBytes,
    softBytes: wholeMebibytes(hardBytes / 4),
    softSeconds,
    why,
  });
  if (rate === null || seconds === null)
    return size(
      least,
      SOFT_LEAST_SECONDS,
      `${held}. Write rate and data set are not both known: at least the default, and the backlog.`,
    );
  const wanted = rate * (seconds + DELAY_SECONDS) * MARGIN;
  const hard = Math.max(least, wholeMebibytes(wanted));
  const product = `${formatBytes(dataBytes)} at ${formatRate(copyBytesPerSecond)} take ${formatSeconds(seconds)}, and ${DELAY_SECONDS} s of delay; × ${formatRate(rate)} × ${MARGIN} = ${formatBytes(wanted)}`;
  const floor = hard === least ? "; never less than 256 MiB and the backlog" : "";
  return size(
    hard,
    Math.max(SOFT_LEAST_SECONDS, Math.ceil(seconds * MARGIN)),
    `${held}. ${product}${floor}. A quarter of it may wait for as long as that takes, and 60 s at least.`,
  );
}
