/** Longer than any experiment runs: what a clean-up could not reach is gone by then. */
const OUTLIVES_MS = 120_000;
const UNLINK_AT_ONCE = 500;

/** The keys of one experiment: so many, all under one prefix, each with an expiry. */
export class LabKeys {
  readonly prefix: string;
  readonly #ttlMs: number;

  /** @param seconds how long the experiment runs at most */
  constructor(
    id: string,
    readonly count: number,
    seconds: number,
  ) {
    this.prefix = `tidemark:lab:${id}:`;
    this.#ttlMs = seconds * 1000 + OUTLIVES_MS;
  }

  /** The n-th key; counts on from the first again after the last. */
  key(n: number): string {
    return `${this.prefix}${n % this.count}`;
  }

  set(n: number, value: string): readonly string[] {
    return ["SET", this.key(n), value, "PX", String(this.#ttlMs)];
  }

  /** When the last of them is gone by itself, after the last write. */
  get ttlSeconds(): number {
    return Math.ceil(this.#ttlMs / 1000);
  }

  get(n: number): readonly string[] {
    return ["GET", this.key(n)];
  }

  /** What removes all of them, in pieces that block nobody. */
  *unlink(): Generator<readonly string[]> {
    for (let from = 0; from < this.count; from += UNLINK_AT_ONCE) {
      const size = Math.min(UNLINK_AT_ONCE, this.count - from);
      yield ["UNLINK", ...Array.from({ length: size }, (_, i) => this.key(from + i))];
    }
  }
}
