import { crc32 } from "node:zlib";

/** CRC32 as S3 writes it: big endian, in Base64. */
export function writeCrc32(sum: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(sum);
  return bytes.toString("base64");
}

/**
 * Whether what a store says of an object is what was sent: the sum over all of it, or, as older stores give it, over the sums of
 * its parts with their number (`…-3`). Null: it says nothing.
 */
export function sumFits(said: string | undefined, whole: number, parts: readonly number[]): boolean | null {
  if (said === undefined) return null;
  if (!said.includes("-")) return said === writeCrc32(whole);
  const sums = Buffer.concat(parts.map((sum) => Buffer.from(writeCrc32(sum), "base64")));
  return said === `${writeCrc32(crc32(sums))}-${parts.length}`;
}
