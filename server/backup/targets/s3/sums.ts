import { createHash } from "node:crypto";
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

/** The ETag that S3 gives an object of these parts: the MD5 over theirs, with their number. */
export function partsEtag(etags: readonly string[]): string {
  const sums = Buffer.concat(etags.map((etag) => Buffer.from(bare(etag), "hex")));
  return `${createHash("md5").update(sums).digest("hex")}-${etags.length}`;
}

/** With quotes or without, as stores see fit. */
export const sameEtag = (one: string | undefined, other: string): boolean =>
  one !== undefined && bare(one) === bare(other);

const bare = (etag: string): string => etag.replaceAll('"', "");
