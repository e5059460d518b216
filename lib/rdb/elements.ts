import { RdbFault } from "./fault";
import { type Body, moduleParts } from "./shapes";

/** The longest thing that must lie together to be read: a compressed text's byte and its two lengths. */
export const LONGEST_ELEMENT = 19;
export const CHECKSUM_BYTES = 8;
/** A text's first byte where a whole number of 1, 2 or 4 bytes, or a compressed text, follows. Source: rdb.h, RDB_ENC_*. */
export const [INT_8, INT_32, PACKED] = [0xc0, 0xc2, 0xc3];

/** How many digits follow the first byte of an old double: 253 to 255 stand for what is no number. Source: rdb.c, rdbLoadDoubleValue. */
export const oldDoubleBytes = (first: number): number => (first >= 253 ? 0 : first);

/** @returns what follows an opcode within a module's value; null: that value ends. @throws RdbFault for what is none */
export function modulePart(opcode: number, position: number): Body | null {
  const part = moduleParts[opcode];
  if (part === undefined)
    throw new RdbFault("unknown-type", position, `${opcode} is no opcode of a module's value`);
  return part;
}

/** @throws RdbFault where a stream of at most `mostBytes` has no room for what is announced at `position` */
export function requireRoom(count: number, what: string, position: number, mostBytes: number): void {
  const room = Math.max(0, mostBytes - position);
  if (count > room)
    throw new RdbFault(
      "impossible-length",
      position,
      `It announces ${count} ${what} where at most ${room} bytes can follow`,
    );
}

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
