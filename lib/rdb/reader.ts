import type { AuxFields } from "./aux-fields";
import type { DatabaseCount, TypeCount } from "./counts";
import { Crc64 } from "./crc64";
import { RdbFault } from "./fault";
import type { Magic } from "./shapes";
import { RdbWalker } from "./walker";

/** What a whole RDB was found to hold. */
export interface RdbReport {
  readonly magic: Magic;
  readonly version: number;
  readonly aux: AuxFields;
  readonly bytes: number;
  readonly keys: number;
  readonly expires: number;
  readonly functions: number;
  readonly databases: readonly DatabaseCount[];
  readonly types: readonly TypeCount[];
  /** What all texts take once they are inflated: far above `bytes`, a load takes far more memory than the file's size says. */
  readonly inflatedBytes: number;
  /** `off`: the server writes none (`rdbchecksum no`), so nothing but the walk speaks for the content. */
  readonly checksum: "matches" | "off";
}

const OFF = "0000000000000000";

/**
 * Reads an RDB as it streams: every opcode and value is walked, and the checksum computed over every byte. Memory does not
 * grow with the stream.
 */
export class RdbReader {
  readonly #walker: RdbWalker;
  readonly #sum = new Crc64();

  /** @param mostBytes the stream is no longer than this. */
  constructor(mostBytes: number = Number.MAX_SAFE_INTEGER) {
    this.#walker = new RdbWalker(mostBytes);
  }

  /** Keys so far. */
  get keys(): number {
    return this.#walker.counts.keys;
  }

  get hasEnded(): boolean {
    return this.#walker.checksum !== null;
  }

  /**
   * Takes the next piece.
   * @returns how many of its bytes belong to the RDB: fewer than there are once it has ended.
   * @throws RdbFault at the first thing that is not as it must be
   */
  feed(chunk: Uint8Array): number {
    const before = this.#walker.position;
    const taken = this.#walker.feed(chunk);
    const body = this.#walker.bodyBytes ?? Number.POSITIVE_INFINITY;
    this.#sum.update(chunk, 0, Math.max(0, Math.min(taken, body - before)));
    const said = this.#walker.checksum;
    if (said !== null && said !== OFF && said !== this.#sum.hex)
      throw new RdbFault(
        "wrong-checksum",
        this.#walker.position - said.length / 2,
        `Its checksum is ${said}, and its content's is ${this.#sum.hex}`,
      );
    return taken;
  }

  /** The stream ends here. @throws RdbFault where the RDB does not. */
  end(): RdbReport {
    const { header, counts, aux, position, inflatedBytes, checksum } = this.#walker;
    this.#walker.end();
    if (header === null) throw new RdbFault("cut-short", position, "It ended in its header");
    return {
      magic: header.magic,
      version: header.version,
      aux: aux.fields,
      bytes: position,
      keys: counts.keys,
      expires: counts.expires,
      functions: counts.functions,
      databases: counts.databases(),
      types: counts.types(),
      inflatedBytes,
      checksum: checksum === OFF ? "off" : "matches",
    };
  }
}
