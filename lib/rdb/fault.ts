/** What is wrong with an RDB stream. */
export type RdbFaultCode =
  /** It does not begin as an RDB does. */
  | "not-an-rdb"
  /** Of a version this reader does not know. */
  | "unknown-version"
  /** A type, an opcode or an encoding that no server of this version writes. */
  | "unknown-type"
  /** A length that no stream of this size can hold. */
  | "impossible-length"
  /** The checksum at its end is another one. */
  | "wrong-checksum"
  /** It ended before its end mark. */
  | "cut-short"
  /** Bytes after its end. */
  | "trailing-bytes";

/** An RDB stream that is not good, and at which byte that showed. The only thing this folder throws. */
export class RdbFault extends Error {
  /** @param at bytes before the place, counted from the stream's first byte. */
  constructor(
    readonly code: RdbFaultCode,
    readonly at: number,
    detail: string,
  ) {
    super(`${detail} (byte ${at})`);
    this.name = "RdbFault";
  }
}
