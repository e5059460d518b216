import { RdbFault } from "./fault";

/** One database of a dump. */
export interface DatabaseCount {
  readonly index: number;
  readonly keys: number;
  /** Keys among them that expire. */
  readonly expires: number;
  /** How many keys the server said before it wrote them; null: it did not. Source: rdb.c, rdbSaveDb (RESIZEDB). */
  readonly announcedKeys: number | null;
}

/** How many keys are of a type, by the byte that stands for it. */
export interface TypeCount {
  readonly type: number;
  readonly keys: number;
}

interface Mutable {
  index: number;
  keys: number;
  expires: number;
  announcedKeys: number | null;
}

/** More than any server is set up with: what names more is hostile, and would take memory for each. */
const MOST_DATABASES = 65_536;

/** Counts keys as they pass. */
export class RdbCounts {
  readonly #databases = new Map<number, Mutable>();
  readonly #types = new Float64Array(256);
  #current: Mutable | null = null;
  #expires = false;
  keys = 0;
  expires = 0;
  functions = 0;

  select(index: number, at: number): void {
    const known = this.#databases.get(index);
    if (known === undefined && this.#databases.size >= MOST_DATABASES)
      throw new RdbFault("impossible-length", at, `It names more than ${MOST_DATABASES} databases`);
    this.#current = known ?? { index, keys: 0, expires: 0, announcedKeys: null };
    if (known === undefined) this.#databases.set(index, this.#current);
  }

  announce(keys: number, at: number): void {
    const database = this.#here(at);
    database.announcedKeys = (database.announcedKeys ?? 0) + keys;
  }

  /** The next key expires. */
  willExpire(): void {
    this.#expires = true;
  }

  /** A key of this type byte begins. */
  key(type: number, at: number): void {
    const database = this.#here(at);
    this.#types[type] = (this.#types[type] ?? 0) + 1;
    this.keys += 1;
    database.keys += 1;
    if (this.#expires) {
      this.expires += 1;
      database.expires += 1;
      this.#expires = false;
    }
  }

  types(): TypeCount[] {
    return [...this.#types].map((keys, type) => ({ type, keys })).filter(({ keys }) => keys > 0);
  }

  databases(): DatabaseCount[] {
    return [...this.#databases.values()].map((one) => ({ ...one })).sort((a, b) => a.index - b.index);
  }

  /** A dump that names none means the first. */
  #here(at: number): Mutable {
    if (this.#current === null) this.select(0, at);
    return this.#current ?? { index: 0, keys: 0, expires: 0, announcedKeys: null };
  }
}
