/** The Jones polynomial, bits reversed, as its lower and upper half. Source: crc64.c (POLY 0xad93d23594c935a9). */
const POLY_LOW = 0xac4bc9b5;
const POLY_HIGH = 0x95ac9329;

/** Slices of 256 entries of 4 bytes: where each begins. */
const SLICE_BYTES = 1024;

/**
 * What each byte does to the sum, 1 to 8 bytes before the end of a block. Two views of 32 bits: a sum of 64 would be a
 * BigInt, which is a hundred times slower.
 */
const { low, high } = tables();

function tables(): { low: DataView; high: DataView } {
  const made = {
    low: new DataView(new ArrayBuffer(8 * SLICE_BYTES)),
    high: new DataView(new ArrayBuffer(8 * SLICE_BYTES)),
  };
  const put = (at: number, lower: number, upper: number): void => {
    made.low.setInt32(at, lower, true);
    made.high.setInt32(at, upper, true);
  };
  for (let byte = 0; byte < 256; byte += 1) {
    let [lower, upper] = [byte, 0];
    for (let bit = 0; bit < 8; bit += 1) {
      const odd = (lower & 1) === 1;
      lower = (lower >>> 1) | (upper << 31);
      upper >>>= 1;
      if (odd) [lower, upper] = [lower ^ POLY_LOW, upper ^ POLY_HIGH];
    }
    put(byte * 4, lower, upper);
  }
  for (let at = SLICE_BYTES; at < 8 * SLICE_BYTES; at += 4) {
    const lower = made.low.getInt32(at - SLICE_BYTES, true);
    const upper = made.high.getInt32(at - SLICE_BYTES, true);
    const entry = (lower & 255) * 4;
    put(
      at,
      made.low.getInt32(entry, true) ^ ((lower >>> 8) | (upper << 24)),
      made.high.getInt32(entry, true) ^ (upper >>> 8),
    );
  }
  return made;
}

/**
 * The checksum at the end of an RDB file, over bytes that come in pieces: CRC-64/Redis (bits reversed, begins at 0, no
 * final xor), eight bytes at a time. The sum of "123456789" is e9c6d914c4b8d9ca.
 * Source: crc64.c and crcspeed.c, crcspeed64little.
 */
export class Crc64 {
  #low = 0;
  #high = 0;

  /** Takes in `bytes` from index `from` up to, and without, `to`. */
  update(bytes: Uint8Array, from: number, to: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let [lower, upper] = [this.#low, this.#high];
    let at = from;
    for (; at + 8 <= to; at += 8) {
      const x = lower ^ view.getInt32(at, true);
      const y = upper ^ view.getInt32(at + 4, true);
      const a = 7168 + ((x & 255) << 2);
      const b = 6144 + ((x >>> 6) & 1020);
      const c = 5120 + ((x >>> 14) & 1020);
      const d = 4096 + ((x >>> 22) & 1020);
      const e = 3072 + ((y & 255) << 2);
      const f = 2048 + ((y >>> 6) & 1020);
      const g = 1024 + ((y >>> 14) & 1020);
      const h = (y >>> 22) & 1020;
      lower =
        low.getInt32(a, true) ^
        low.getInt32(b, true) ^
        low.getInt32(c, true) ^
        low.getInt32(d, true) ^
        low.getInt32(e, true) ^
        low.getInt32(f, true) ^
        low.getInt32(g, true) ^
        low.getInt32(h, true);
      upper =
        high.getInt32(a, true) ^
        high.getInt32(b, true) ^
        high.getInt32(c, true) ^
        high.getInt32(d, true) ^
        high.getInt32(e, true) ^
        high.getInt32(f, true) ^
        high.getInt32(g, true) ^
        high.getInt32(h, true);
    }
    for (; at < to; at += 1) {
      const entry = ((lower ^ view.getUint8(at)) & 255) << 2;
      lower = low.getInt32(entry, true) ^ ((lower >>> 8) | (upper << 24));
      upper = high.getInt32(entry, true) ^ (upper >>> 8);
    }
    this.#low = lower;
    this.#high = upper;
  }

  /** Puts the sum so far at index `at` of `bytes`: eight of them, the lowest first, as Redis does. */
  writeTo(bytes: Uint8Array, at: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    view.setInt32(at, this.#low, true);
    view.setInt32(at + 4, this.#high, true);
  }

  /** The sum so far, 16 hexadecimal digits. */
  get hex(): string {
    return hex64(this.#low, this.#high);
  }
}

/** A number of 64 bits, given as its halves, in 16 hexadecimal digits. */
export const hex64 = (lower: number, upper: number): string =>
  [upper, lower].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
