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
import type { Entry, EntrySink } from "./entry";
import { RdbFault } from "./fault";
import { Frames } from "./frames";
import { type RdbHeader, readHeader } from "./header";
import { LengthReader } from "./lengths";
import { moduleName } from "./module-name";
import { grammars, type Shape } from "./shapes";
import { readText } from "./text";

/** Names are held whole; no data set has longer ones, and one that says so must not take the memory. */
export const MOST_KEY_BYTES = 16 * 1024 * 1024;
/** Enough for the times of a key. */
const HEAD_BYTES = 8;
const [MODULE_VALUE, MODULE_AUX, LIBRARY, OLD_LIBRARY, SLOT_IMPORT] = [7, 247, 245, 246, 243];
const [EXPIRES_MS, EXPIRES_S, IDLE, FREQUENCY, SELECT] = [252, 253, 248, 249, 254];

type Stage = "nothing" | "opcode" | "key" | "value";

/**
 * Takes an RDB apart into what it holds: of each key its name, its times and the bytes of its value, in pieces as they come.
 * Those bytes, behind the type's byte, are what DUMP gives of a value, but for its last ten.
 * It holds one name at most, and no value. It looks at no checksum: whoever reads the file does.
 * Source: rdb.c, rdbLoadRioWithLoadingCtx; cluster.c, createDumpPayload.
 */
export class EntryReader {
  header: RdbHeader | null = null;
  position = 0;

  readonly #frames = new Frames();
  readonly #length = new LengthReader();
  readonly #held = new Uint8Array(2 * LONGEST_ELEMENT);
  #heldBytes = 0;
  #left = 0;
  #ended = false;
  #over = false;
  /** What the present bytes belong to, and what the next ones do. */
  #stage: Stage = "nothing";
  #pending: Stage | null = null;
  #type = 0;
  #at = 0;
  readonly #head = new Uint8Array(HEAD_BYTES);
  #headBytes = 0;
  #key: Uint8Array[] = [];
  #keyBytes = 0;
  #toldOfModule = false;
  #module: string | null = null;
  #database = 0;
  #expiresAtMs: number | null = null;
  #idleSeconds: number | null = null;
  #frequency: number | null = null;

  /** @param fileBytes how long the file is: a length that says otherwise is a fault at once. */
  constructor(
    private readonly fileBytes: number,
    private readonly sink: EntrySink,
  ) {}

  /** Takes the next piece. @throws RdbFault */
  feed(chunk: Uint8Array): void {
    let at = this.#heldBytes > 0 ? this.#join(chunk) : 0;
    let from = at;
    const view = viewOf(chunk);
    while (at < chunk.length && !this.#over) {
      if (this.#left > 0) {
        const to = Math.min(chunk.length, at + this.#left);
        this.#left -= to - at;
        at = to;
      } else {
        const next = this.#element(view, at, this.position);
        if (next === null) {
          this.#held.set(chunk.subarray(at));
          this.#heldBytes = chunk.length - at;
          this.#take(chunk, from, at);
          from = chunk.length;
          at = chunk.length;
          break;
        }
        at = next;
      }
      if (this.#left === 0 && this.#turns()) {
        this.#take(chunk, from, at);
        from = at;
        this.#turn();
      }
    }
    this.#take(chunk, from, at);
    this.position += at;
    if (this.#over && at < chunk.length)
      throw new RdbFault("trailing-bytes", this.position, "More follows its end");
  }

  /** The file ends here. @throws RdbFault where what it says does not. */
  end(): void {
    if (!this.#over) throw new RdbFault("cut-short", this.position, "It ended before its end mark");
  }

  /** Puts what was held and the piece together for one element. @returns where the piece goes on */
  #join(chunk: Uint8Array): number {
    const held = this.#heldBytes;
    const taken = Math.min(chunk.length, LONGEST_ELEMENT);
    this.#held.set(chunk.subarray(0, taken), held);
    const joined = this.#held.subarray(0, held + taken);
    const next = this.#element(viewOf(joined), 0, this.position - held);
    if (next === null) {
      this.#heldBytes = held + taken;
      return taken;
    }
    this.#heldBytes = 0;
    this.#take(joined, 0, next);
    if (this.#left === 0 && this.#turns()) this.#turn();
    return next - held;
  }

  /** Gives bytes to whom they belong. */
  #take(bytes: Uint8Array, from: number, to: number): void {
    if (from >= to || this.#stage === "nothing") return;
    const piece = bytes.subarray(from, to);
    if (this.#headBytes < HEAD_BYTES) {
      const some = piece.subarray(0, HEAD_BYTES - this.#headBytes);
      this.#head.set(some, this.#headBytes);
      this.#headBytes += some.length;
    }
    if (this.#stage === "value") this.sink.bytes(piece);
    else if (this.#stage === "key") {
      this.#keyBytes += piece.length;
      // Not slice: what Node reads into is no plain array, and its slice is a view.
      this.#key.push(new Uint8Array(piece));
    }
  }

  /** Whether what the present bytes belong to is whole. */
  #turns(): boolean {
    switch (this.#stage) {
      case "nothing":
        return this.#pending !== null;
      case "key":
        return true;
      default:
        return this.#frames.expected() === null;
    }
  }

  #turn(): void {
    const ended = this.#stage;
    if (ended === "key") {
      this.#begin("key", readText(joinedOf(this.#key, this.#keyBytes), MOST_KEY_BYTES, this.#at + 1));
      this.#key = [];
      this.#stage = "value";
      this.#headBytes = 0;
      return;
    }
    if (ended === "value") {
      this.sink.end();
      this.#expiresAtMs = null;
      this.#idleSeconds = null;
      this.#frequency = null;
    }
    if (ended === "opcode") this.#readOpcode();
    this.#stage = this.#pending ?? "nothing";
    this.#pending = null;
    this.#headBytes = 0;
    this.#keyBytes = 0;
    this.#toldOfModule = false;
    this.#module = null;
    // Its text is the whole value, and nothing stands before it.
    if (this.#stage === "value") this.#begin("library", new Uint8Array(0));
  }

  #begin(kind: Entry["kind"], key: Uint8Array): void {
    this.sink.begin({
      kind,
      database: this.#database,
      key,
      type: this.#type,
      at: this.#at,
      expiresAtMs: this.#expiresAtMs,
      idleSeconds: this.#idleSeconds,
      frequency: this.#frequency,
    });
  }

  #readOpcode(): void {
    const view = viewOf(this.#head);
    if (this.#type === EXPIRES_MS) this.#expiresAtMs = Number(view.getBigInt64(0, true));
    if (this.#type === EXPIRES_S) this.#expiresAtMs = view.getInt32(0, true) * 1000;
    if (this.#type === FREQUENCY) this.#frequency = view.getUint8(0);
    if (this.#type === IDLE && Number.isSafeInteger(this.#length.value))
      this.#idleSeconds = this.#length.value;
    if (this.#type === SELECT) this.#database = this.#length.value;
  }

  /** Reads one element at `at`. @returns where the next one begins; null: not all of it is there. */
  #element(view: DataView, at: number, base: number): number | null {
    if (this.header === null) {
      this.header = readHeader(view, at, base);
      return this.header?.next ?? null;
    }
    if (this.#ended) {
      if (view.byteLength - at < CHECKSUM_BYTES) return null;
      this.#over = true;
      return at + CHECKSUM_BYTES;
    }
    const shape = this.#frames.expected();
    if (shape === null) return this.#record(view.getUint8(at), at, base, this.header);
    switch (shape.read) {
      case "text":
        return this.#text(view, at, base);
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
  #record(byte: number, at: number, base: number, { magic }: RdbHeader): number {
    this.#type = byte;
    this.#at = base + at;
    const type = grammars[magic].types.get(byte);
    const opcode = grammars[magic].opcodes.get(byte);
    if (type === undefined && opcode === undefined)
      throw new RdbFault("unknown-type", base + at, `${byte} is neither a type nor an opcode`);
    this.#ended = opcode?.role === "end";
    if (byte === OLD_LIBRARY) this.sink.foreign("functions of a release candidate of Redis 7.0");
    if (byte === SLOT_IMPORT) this.sink.foreign("a slot that was being imported");
    this.#pending = type !== undefined ? "key" : byte === LIBRARY ? "value" : "opcode";
    const body = type ?? opcode?.body ?? [];
    if (body.length > 0) this.#frames.push(body, 1, base + at);
    else this.#pending = null;
    return at + 1;
  }

  #text(view: DataView, at: number, base: number): number | null {
    const first = view.getUint8(at);
    if (first >= INT_8 && first <= INT_32) return this.#passText(1 << (first - INT_8), at + 1, base);
    const next = this.#length.read(view, first === PACKED ? at + 1 : at, base);
    if (next === null) return null;
    const length = this.#length.value;
    const after = first === PACKED ? this.#length.read(view, next, base) : next;
    return after === null ? null : this.#passText(length, after, base);
  }

  #passText(length: number, at: number, base: number): number {
    if (this.#stage === "key" && length > MOST_KEY_BYTES)
      throw new RdbFault("impossible-length", base + at, `A name is longer than ${MOST_KEY_BYTES} bytes`);
    this.#frames.next();
    return this.#skip(length, at, base);
  }

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
      // What a module keeps beside keys may be nothing at all; a key of its own is one in any case.
      if ((part !== null || this.#stage === "value") && !this.#toldOfModule) this.#tellOfModule();
      return next;
    }
    this.#frames.next();
    if (shape.read === "number" && (this.#type === MODULE_VALUE || this.#type === MODULE_AUX))
      this.#module ??= moduleName(bytesOf(view, at, next));
    if (shape.read === "each") {
      requireRoom(value, "items", base + next, this.fileBytes);
      if (value > 0) this.#frames.push(shape.of, value, base + at);
    }
    return next;
  }

  #tellOfModule(): void {
    this.#toldOfModule = true;
    const what = this.#stage === "value" ? "keys" : "settings";
    this.sink.foreign(`${what} of the module type ${this.#module ?? "of no known name"}`);
  }

  #skip(count: number, at: number, base: number): number {
    requireRoom(count, "bytes", base + at, this.fileBytes);
    this.#left = count;
    return at;
  }
}

function joinedOf(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return only;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

const bytesOf = (view: DataView, from: number, to: number): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset + from, to - from);
