import { Crc64 } from "./crc64";

/** What stands behind a value in a DUMP payload: two bytes of RDB version and eight of checksum. */
export const FOOTER_BYTES = 10;

/** How long the payload of a value is: its type's byte, itself, and the footer. */
export const payloadBytes = (valueBytes: number): number => 1 + valueBytes + FOOTER_BYTES;

/**
 * Makes what RESTORE takes of what an RDB holds, while the value passes: the payload is the type's byte, the value as the file
 * has it, two bytes of version and eight of CRC64 over all before them, each lowest byte first.
 * FUNCTION RESTORE takes the same of a library, whose type is its opcode.
 * Source: cluster.c, createDumpPayload and verifyDumpPayload; functions.c, functionDumpCommand.
 */
export class PayloadSum {
  readonly #sum = new Crc64();

  /** @param rdbVersion of the file */
  constructor(private readonly rdbVersion: number) {}

  /** Takes what stands before the footer, from the type's byte on: `bytes` from index `from` up to, and without, `to`. */
  take(bytes: Uint8Array, from: number, to: number): void {
    this.#sum.update(bytes, from, to);
  }

  /** Puts the last ten bytes of the payload at index `at` of `bytes`. */
  finish(bytes: Uint8Array, at: number): void {
    bytes[at] = this.rdbVersion & 255;
    bytes[at + 1] = this.rdbVersion >> 8;
    this.#sum.update(bytes, at, at + 2);
    this.#sum.writeTo(bytes, at + 2);
  }
}
