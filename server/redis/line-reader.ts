import type { OnReadOpts, Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { type CopyFault, copyFault, cutOff, silent } from "./copy-fault";
import { onDeadline } from "./deadline";

/** A reply is a line of some 60 bytes; the longest error is a few hundred. */
const LONGEST_LINE = 1024;
const LF = 10;
/** What one read takes at most. Node's own reads take 64 KiB, each into memory of its own that is then garbage. */
const BLOCK_BYTES = 256 * 1024;
/**
 * After a small piece, more is let gather in the kernel for so long. A source sends 16 KiB at a time, and to be woken for each
 * takes a core from the source itself where that runs beside.
 */
const GATHER_MS = 1;
const nothing: Buffer = Buffer.alloc(0);

/**
 * Reads a socket as lines first and as bytes afterwards, one piece at a time, always into the same block: what nobody asks for
 * stays in the kernel, and no piece leaves garbage behind, of which a large copy made 40 % of its time.
 * Every read has its deadline, so that a silent server is told from a slow one.
 */
export class LineReader {
  readonly #socket: Socket;
  /** What of the block nobody has taken. */
  #rest: Buffer = nothing;
  #gather = false;
  #end: "none" | "closed" | "broken" = "none";
  #wake: (() => void) | null = null;

  /** @param open makes the socket, which hands over what it reads in this way */
  constructor(open: (onread: OnReadOpts) => Socket) {
    const block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
    this.#socket = open({
      buffer: block,
      callback: (count) => {
        this.#rest = block.subarray(0, count);
        this.#gather = count < BLOCK_BYTES / 2;
        this.#wake?.();
        // Reading stops until this piece was taken.
        return false;
      },
    });
    const ended = (how: "closed" | "broken"): void => {
      if (this.#end === "none") this.#end = how;
      this.#wake?.();
    };
    this.#socket.once("end", () => ended("closed")).once("close", () => ended("broken"));
  }

  get socket(): Socket {
    return this.#socket;
  }

  /**
   * The next line without its end.
   * @throws CopyFault
   */
  async line(deadlineMs: number): Promise<string> {
    let begun = nothing;
    for (;;) {
      const piece = await this.bytes(deadlineMs);
      if (piece === null) throw cutOff();
      const end = piece.indexOf(LF);
      const upTo = end === -1 ? piece.length : end;
      if (begun.length + upTo > LONGEST_LINE)
        throw copyFault("not-redis", "It sent a line that is longer than any of Redis' replies.");
      begun = Buffer.concat([begun, piece.subarray(0, upTo)]);
      if (end !== -1) {
        this.#rest = piece.subarray(end + 1);
        return begun.toString("latin1").replace(/\r$/, "");
      }
    }
  }

  /** The next bytes, which stay what they are until the next call; null: it closed the connection. @throws CopyFault */
  async bytes(deadlineMs: number): Promise<Buffer | null> {
    if (this.#rest.length === 0 && this.#end === "none") await this.#more(deadlineMs);
    const bytes = this.#rest;
    this.#rest = nothing;
    if (bytes.length > 0) return bytes;
    if (this.#end === "broken") throw cutOff();
    return null;
  }

  async #more(deadlineMs: number): Promise<void> {
    if (this.#gather) await pause(GATHER_MS);
    // It may have ended meanwhile, and says so only once.
    if (this.#end !== "none") return;
    let late: CopyFault | null = null;
    const stop = onDeadline(deadlineMs, () => {
      late = silent(deadlineMs);
      this.#socket.destroy();
      this.#wake?.();
    });
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      this.#socket.resume();
    });
    this.#wake = null;
    stop();
    if (late !== null) throw late;
  }
}
