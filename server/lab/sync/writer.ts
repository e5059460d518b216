import { setTimeout as delay } from "node:timers/promises";
import { usualNetworks } from "@/server/redis/networks";
import { openWriteStream, type WriteStream } from "@/server/redis/write-stream";
import type { LabServer, ThrowawayGroup } from "../throwaway";
import { holdingsOf } from "./look";
import { setBytes, VALUE_BYTES, type Values } from "./values";

const SILENCE_MS = 10_000;
const AT_ONCE = 64;
const TICK_MS = 10;
/** Keys that are written over and over during an outage: what they hold is no part of the size. */
const OUTAGE_KEYS = 16;
const LEAST_VALUE_BYTES = 16;

/** A connection of its own for many writes to a primary. */
export const openWriter = (group: ThrowawayGroup, signal: AbortSignal): Promise<WriteStream> =>
  openWriteStream(
    {
      endpoint: { host: group.primary.server.host, port: group.primary.server.port },
      networks: usualNetworks,
      tls: null,
    },
    { username: null, password: group.password },
    { silenceMs: SILENCE_MS, permit: () => true, signal },
  );

export interface FillOptions {
  /** Every key begins with it. No expiry: the servers are removed whole, and one that came due would be measured too. */
  readonly prefix: string;
  readonly values: Values;
  readonly bytes: number;
  readonly filled: (bytes: number) => void;
}

/**
 * Writes values of so many bytes together, and proves that they are there.
 * @throws Error when the primary does not hold them afterwards, CopyFault when it refuses or dies
 */
export async function fill(
  primary: LabServer,
  stream: WriteStream,
  { prefix, values, bytes, filled }: FillOptions,
): Promise<void> {
  const keys = Math.ceil(bytes / VALUE_BYTES);
  for (let n = 0; n < keys; n += AT_ONCE) {
    const sets = Array.from({ length: Math.min(AT_ONCE, keys - n) }, (_, i) =>
      setBytes(
        `${prefix}${n + i}`,
        values.value(n + i, Math.min(VALUE_BYTES, bytes - (n + i) * VALUE_BYTES)),
      ),
    );
    await stream.write(
      Buffer.concat(sets),
      sets.map(() => "SET"),
    );
    filled(Math.min(bytes, (n + sets.length) * VALUE_BYTES));
  }
  await stream.settle();
  const held = await holdingsOf(primary);
  if (held.keys !== keys || held.datasetBytes < bytes)
    throw new Error(
      `The primary holds ${held.keys} keys and ${held.datasetBytes} bytes of data, not the ${keys} keys and ${bytes} bytes that were written.`,
    );
}

export interface PaceOptions {
  readonly prefix: string;
  readonly values: Values;
  /** Of the replication stream, keys and framing included. */
  readonly bytesPerSecond: number;
  /** Ends it: what was sent until then is answered when it resolves. */
  readonly until: AbortSignal;
}

/** Writes at an even rate, by the clock: a late timer is made up for. @throws CopyFault when the primary refuses or dies */
export async function writeAtRate(
  stream: WriteStream,
  { prefix, values, bytesPerSecond, until }: PaceOptions,
): Promise<void> {
  const valueBytes = Math.max(LEAST_VALUE_BYTES, Math.min(VALUE_BYTES, Math.floor(bytesPerSecond / 50)));
  const start = performance.now();
  let sent = 0;
  for (let n = 0; !until.aborted; ) {
    const dueBytes = ((performance.now() - start) / 1000) * bytesPerSecond;
    const sets: Buffer[] = [];
    while (sent < dueBytes && sets.length < AT_ONCE) {
      const set = setBytes(`${prefix}${n % OUTAGE_KEYS}`, values.value(n, valueBytes));
      sets.push(set);
      sent += set.length;
      n += 1;
    }
    if (sets.length === 0) await delay(TICK_MS);
    else
      await stream.write(
        Buffer.concat(sets),
        sets.map(() => "SET"),
      );
  }
  await stream.settle();
}
