import { RdbFault } from "./fault";

/**
 * Reads numbers in the length encoding: 6 or 14 bits beside two that tell which, or 32 or 64 bits, big-endian, after a byte.
 * Source: rdb.c, rdbLoadLenByRef.
 */
export class LengthReader {
  /** The number last read. Above 2^53 not exact: then it is an id, which nobody reads, or a length that nothing can have. */
  value = 0;

  /**
   * @param base the stream position of the view's first byte, for the fault
   * @returns where the next element begins; null: not all of it is there
   * @throws RdbFault for a byte that begins no number
   */
  read(view: DataView, at: number, base: number): number | null {
    const there = view.byteLength - at;
    if (there < 1) return null;
    const first = view.getUint8(at);
    if (first < 0x40) {
      this.value = first;
      return at + 1;
    }
    if (first < 0x80) {
      if (there < 2) return null;
      this.value = ((first & 0x3f) << 8) | view.getUint8(at + 1);
      return at + 2;
    }
    if (first === 0x80) {
      if (there < 5) return null;
      this.value = view.getUint32(at + 1);
      return at + 5;
    }
    if (first !== 0x81) throw new RdbFault("unknown-type", base + at, `${first} begins no length`);
    if (there < 9) return null;
    this.value = view.getUint32(at + 1) * 2 ** 32 + view.getUint32(at + 5);
    return at + 9;
  }
}
