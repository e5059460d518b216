import { randomBytes } from "node:crypto";

/** With its header it fills one of the sizes that jemalloc gives out, 4,096 bytes: the data set takes what was written. */
export const VALUE_BYTES = 4_000;
const POOL_BYTES = 1_048_576;
/** Prime, so that the values of one pool begin in ever other places. */
const STEP = 7_919;
const CRLF = Buffer.from("\r\n");

/**
 * Values that nothing compresses: each is a stretch of random bytes. The server compresses each value by itself
 * (rdbSaveRawString in rdb.c), so that two may share a stretch.
 */
export class Values {
  readonly #pool = randomBytes(POOL_BYTES);

  value(n: number, bytes: number): Buffer {
    const from = (n * STEP) % (POOL_BYTES - bytes);
    return this.#pool.subarray(from, from + bytes);
  }
}

/** `SET key value` as it is sent, and as the replication stream carries it (feedReplicationBuffer in replication.c). */
export function setBytes(key: string, value: Buffer): Buffer {
  const head = `*3\r\n$3\r\nSET\r\n$${Buffer.byteLength(key)}\r\n${key}\r\n$${value.length}\r\n`;
  return Buffer.concat([Buffer.from(head), value, CRLF]);
}
