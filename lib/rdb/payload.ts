import { Crc64 } from "./crc64";

/** What stands behind a value in a DUMP payload: the RDB version and the checksum. */
const FOOTER_BYTES = 10;

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

  /** The payload's first byte was taken. @param rdbVersion of the file */
  constructor(
    type: number,
    private readonly rdbVersion: number,
  ) {
    this.#sum.update(Uint8Array.of(type), 0, 1);
  }

  take(piece: Uint8Array): void {
    this.#sum.update(piece, 0, piece.length);
  }

  /** The last ten bytes of the payload. */
  footer(): Uint8Array {
    const version = Uint8Array.of(this.rdbVersion & 255, this.rdbVersion >> 8);
    this.#sum.update(version, 0, 2);
    const { hex } = this.#sum;
    const sum = Array.from({ length: 8 }, (_, n) => Number.parseInt(hex.slice(14 - 2 * n, 16 - 2 * n), 16));
    return Uint8Array.from([...version, ...sum]);
  }
}
