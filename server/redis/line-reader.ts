import type { Socket } from "node:net";
import { type CopyFault, copyFault, cutOff, silent } from "./copy-fault";
import { onDeadline } from "./deadline";

/** A reply is a line of some 60 bytes; the longest error is a few hundred. */
const LONGEST_LINE = 1024;
const LF = 10;

/**
 * Reads a socket as lines first and as bytes afterwards, one piece at a time: what nobody asks for stays in the kernel.
 * Every read has its deadline, so that a silent server is told from a slow one.
 */
export class LineReader {
  readonly #chunks: AsyncIterator<unknown>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(private readonly socket: Socket) {
    this.#chunks = socket[Symbol.asyncIterator]();
  }

  /**
   * The next line without its end.
   * @throws CopyFault
   */
  async line(deadlineMs: number): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf(LF);
      if (end > LONGEST_LINE || (end === -1 && this.#rest.length > LONGEST_LINE))
        throw copyFault("not-redis", "It sent a line that is longer than any of Redis' replies.");
      if (end !== -1) {
        const text = this.#rest.toString("latin1", 0, end);
        this.#rest = this.#rest.subarray(end + 1);
        return text.replace(/\r$/, "");
      }
      const more = await this.#more(deadlineMs);
      if (more === null) throw cutOff();
      this.#rest = Buffer.concat([this.#rest, more]);
    }
  }

  /** The next bytes, as they came; null: it closed the connection. @throws CopyFault */
  async bytes(deadlineMs: number): Promise<Buffer | null> {
    const { length } = this.#rest;
    if (length === 0) return this.#more(deadlineMs);
    const bytes = this.#rest;
    this.#rest = Buffer.alloc(0);
    return bytes;
  }

  async #more(deadlineMs: number): Promise<Buffer | null> {
    let late: CopyFault | null = null;
    const stop = onDeadline(deadlineMs, () => {
      late = silent(deadlineMs);
      this.socket.destroy();
    });
    try {
      const { value, done } = await this.#chunks.next();
      if (late !== null) throw late;
      return done !== true && Buffer.isBuffer(value) ? value : null;
    } catch (error) {
      throw late ?? (this.socket.errored === null ? error : cutOff());
    } finally {
      stop();
    }
  }
}
