const FIRST_BYTES = 256 * 1024;

/** Commands in the form in which they leave, put together in one piece of memory that grows as it must. */
export class Frame {
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  length = 0;

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** What stands in it; it begins anew. */
  drain(): Buffer {
    const drained = this.#bytes.subarray(0, this.length);
    // What drained is on its way: the next bytes must not be written over it.
    this.#bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
    this.length = 0;
    return drained;
  }

  /** Makes room. @returns where it begins */
  take(count: number): number {
    const at = this.length;
    this.length += count;
    if (this.length > this.#bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(this.length, 2 * this.#bytes.length));
      this.#bytes.copy(grown, 0, 0, at);
      this.#bytes = grown;
    }
    return at;
  }

  ascii(text: string): void {
    const at = this.take(text.length);
    this.#bytes.write(text, at, "latin1");
  }

  put(bytes: Uint8Array): void {
    const at = this.take(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** One word of a command, of letters and digits alone. */
  word(text: string): void {
    this.ascii(`$${text.length}\r\n${text}\r\n`);
  }
}
