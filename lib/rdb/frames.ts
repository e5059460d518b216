import { RdbFault } from "./fault";
import type { Body, Shape } from "./shapes";

/** Deeper than anything that is written: a stream's groups' consumers' entries are four. */
const MOST_DEPTH = 16;

interface Frame {
  readonly body: Body;
  at: number;
  /** Times the body is still to be read, this time included. */
  left: number;
}

/** What is still to come within the present key or opcode. */
export class Frames {
  readonly #frames: Frame[] = [];

  /** What must come next; null: nothing, the key is whole. */
  expected(): Shape | null {
    for (let frame = this.#frames.at(-1); frame !== undefined; frame = this.#frames.at(-1)) {
      const shape = frame.body[frame.at];
      if (shape !== undefined) return shape;
      frame.left -= 1;
      if (frame.left > 0) frame.at = 0;
      else this.#frames.pop();
    }
    return null;
  }

  /** The expected one was read. */
  next(): void {
    const frame = this.#frames.at(-1);
    if (frame !== undefined) frame.at += 1;
  }

  /** `body` comes before whatever else is expected, so many times. @throws RdbFault */
  push(body: Body, times: number, at: number): void {
    if (this.#frames.length >= MOST_DEPTH) throw new RdbFault("unknown-type", at, "It is nested too deep");
    this.#frames.push({ body, at: 0, left: times });
  }
}
