import { AuxReader } from "./aux-fields";
import { RdbCounts } from "./counts";
import { hex64 } from "./crc64";
import {
  CHECKSUM_BYTES,
  INT_8,
  INT_32,
  LONGEST_ELEMENT,
  modulePart,
  oldDoubleBytes,
  PACKED,
  requireRoom,
  viewOf,
} from "./elements";
import { RdbFault } from "./fault";
import { Frames } from "./frames";
import { type RdbHeader, readHeader } from "./header";
import { LengthReader } from "./lengths";
import { grammars, type Shape } from "./shapes";

/** LZF writes at most 264 bytes for 3. Source: lzf_d.c, lzf_decompress. */
const MOST_LZF_GAIN = 88;

type TextShape = Shape & { read: "text" };

/**
 * Walks an RDB from its first byte to its last, whatever pieces it comes in, and counts what passes. It holds no value:
 * of a text it reads the length and passes over the rest, so that its memory does not depend on the stream.
 * Source: rdb.c, rdbLoadRioWithLoadingCtx and rdbLoadObject.
 */
export class RdbWalker {
  readonly counts = new RdbCounts();
  readonly aux = new AuxReader();
  header: RdbHeader | null = null;
  /** Bytes that all texts take once they are inflated. */
  inflatedBytes = 0;
  /** How many bytes the checksum is about: known once the end opcode was read. */
  bodyBytes: number | null = null;
  /** As the file says it, 16 hexadecimal digits; null: not there yet. */
  checksum: string | null = null;
  /** Bytes taken so far. */
  position = 0;

  readonly #frames = new Frames();
  readonly #length = new LengthReader();
  /** Bytes of the present text still to come. */
  #left = 0;
  /** The beginning of an element whose rest has not come. */
  readonly #held = new Uint8Array(2 * LONGEST_ELEMENT);
  #heldBytes = 0;

  /** @param mostBytes the stream is no longer than this: a length that says otherwise is a fault at once. */
  constructor(private readonly mostBytes: number) {}

  /**
   * Takes the next piece.
   * @returns how many of its bytes belong to the RDB: fewer than there are once it has ended.
   * @throws RdbFault
   */
  feed(chunk: Uint8Array): number {
    let at = this.#heldBytes > 0 ? this.#join(chunk) : 0;
    const view = viewOf(chunk);
    while (at < chunk.length && this.checksum === null) {
      const next = this.#left > 0 ? this.#pass(chunk, at) : this.#element(view, at, this.position);
      if (next === null) {
        this.#held.set(chunk.subarray(at));
        this.#heldBytes = chunk.length - at;
      }
      at = next ?? chunk.length;
    }
    this.position += at;
    return at;
  }

  /** The stream ends here. @throws RdbFault where the RDB does not. */
  end(): void {
    if (this.checksum !== null) return;
    const within = this.#left > 0 || this.#frames.expected() !== null;
    const where = this.header === null ? "in its header" : within ? "within a key" : "before its checksum";
    throw new RdbFault("cut-short", this.position, `It ended ${where}, after ${this.counts.keys} keys`);
  }

  /** Puts what was held and the piece together for one element. @returns where the piece goes on */
  #join(chunk: Uint8Array): number {
    const held = this.#heldBytes;
    const taken = Math.min(chunk.length, LONGEST_ELEMENT);
    this.#held.set(chunk.subarray(0, taken), held);
    const next = this.#element(viewOf(this.#held.subarray(0, held + taken)), 0, this.position - held);
    this.#heldBytes = next === null ? held + taken : 0;
    return next === null ? taken : next - held;
  }

  #pass(chunk: Uint8Array, at: number): number {
    const to = Math.min(chunk.length, at + this.#left);
    this.#left -= to - at;
    if (this.aux.isReading) {
      this.aux.take(chunk, at, to);
      if (this.#left === 0) this.aux.finish();
    }
    return to;
  }

  /** Reads one element at `at`. @returns where the next one begins; null: not all of it is there. */
  #element(view: DataView, at: number, base: number): number | null {
    if (this.header === null) {
      this.header = readHeader(view, at, base);
      return this.header?.next ?? null;
    }
    const shape = this.#frames.expected();
    if (shape === null)
      return this.bodyBytes === null
        ? (this.#record(view.getUint8(at), base + at, this.header) ?? at + 1)
        : this.#readChecksum(view, at);
    switch (shape.read) {
      case "text":
        return this.#text(shape, view, at, base);
      case "bytes":
        this.#frames.next();
        return this.#skip(shape.count, at, base);
      case "old-double":
        this.#frames.next();
        return this.#skip(oldDoubleBytes(view.getUint8(at)), at + 1, base);
      default:
        return this.#counted(shape, view, at, base);
    }
  }

  /** An opcode, or the type of the next key. */
  #record(byte: number, at: number, { magic }: RdbHeader): null {
    const type = grammars[magic].types.get(byte);
    if (type !== undefined) {
      this.counts.key(byte, at);
      this.#frames.push(type, 1, at);
      return null;
    }
    const opcode = grammars[magic].opcodes.get(byte);
    if (opcode === undefined)
      throw new RdbFault("unknown-type", at, `${byte} is neither a type nor an opcode`);
    if (opcode.role === "end") this.bodyBytes = at + 1;
    if (opcode.role === "expires") this.counts.willExpire();
    if (opcode.role === "function") this.counts.functions += 1;
    this.#frames.push(opcode.body, 1, at);
    return null;
  }

  #readChecksum(view: DataView, at: number): number | null {
    if (view.byteLength - at < CHECKSUM_BYTES) return null;
    this.checksum = hex64(view.getInt32(at, true), view.getInt32(at + 4, true));
    return at + CHECKSUM_BYTES;
  }

  #text({ into }: TextShape, view: DataView, at: number, base: number): number | null {
    const first = view.getUint8(at);
    if (first === PACKED) return this.#packedText(into, view, at, base);
    const isNumber = first >= INT_8 && first <= INT_32;
    const next = isNumber ? at + 1 : this.#length.read(view, at, base);
    if (next === null) return null;
    const length = isNumber ? 1 << (first - INT_8) : this.#length.value;
    if (into !== null) this.aux.begin(into, isNumber ? "number" : "plain");
    this.inflatedBytes += length;
    this.#frames.next();
    return this.#skip(length, next, base);
  }

  /** Its two lengths are held against each other, so that it need not be inflated to know a bomb. */
  #packedText(into: TextShape["into"], view: DataView, at: number, base: number): number | null {
    const second = this.#length.read(view, at + 1, base);
    const packed = this.#length.value;
    const next = second === null ? null : this.#length.read(view, second, base);
    if (next === null) return null;
    const inflated = this.#length.value;
    if (inflated > packed * MOST_LZF_GAIN)
      throw new RdbFault(
        "impossible-length",
        base + at,
        `It says that ${packed} compressed bytes hold ${inflated}, more than LZF can`,
      );
    if (into !== null) this.aux.begin(into, "packed");
    this.inflatedBytes += inflated;
    this.#frames.next();
    return this.#skip(packed, next, base);
  }

  /** What begins with a number that is no text's length. */
  #counted(
    shape: Exclude<Shape, { read: "text" | "bytes" | "old-double" }>,
    view: DataView,
    at: number,
    base: number,
  ): number | null {
    const next = this.#length.read(view, at, base);
    if (next === null) return null;
    const { value } = this.#length;
    if (shape.read === "module") {
      const part = modulePart(value, base + at);
      if (part === null) this.#frames.next();
      else this.#frames.push(part, 1, base + at);
      return next;
    }
    this.#frames.next();
    if (shape.read === "each") {
      requireRoom(value, "items", base + next, this.mostBytes);
      if (value > 0) this.#frames.push(shape.of, value, base + at);
    } else if (shape.into === "database") this.counts.select(value, base + at);
    else if (shape.into === "keys") this.counts.announce(value, base + at);
    return next;
  }

  /** So many bytes are passed over, from `at` on. */
  #skip(count: number, at: number, base: number): number {
    requireRoom(count, "bytes", base + at, this.mostBytes);
    this.#left = count;
    if (count === 0 && this.aux.isReading) this.aux.finish();
    return at;
  }
}
