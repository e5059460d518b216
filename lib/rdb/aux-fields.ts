/** What an RDB says of itself; null: it does not say, or not in a form that any server writes. */
export interface AuxFields {
  /** `redis-ver` or `valkey-ver`. */
  readonly serverVersion: string | null;
  /** The server's clock when the save began, Unix seconds. */
  readonly savedUnixSeconds: number | null;
  readonly usedMemoryBytes: number | null;
  readonly replid: string | null;
  /** The stream position of the data set. */
  readonly offset: number | null;
}

/** Longer than any name or value of ours; what is longer is passed over. */
const LONGEST = 128;
const none: AuxFields = {
  serverVersion: null,
  savedUnixSeconds: null,
  usedMemoryBytes: null,
  replid: null,
  offset: null,
};

const whole = (text: string): number | null => {
  const value = /^-?\d{1,16}$/.test(text) ? Number(text) : null;
  return value !== null && Number.isSafeInteger(value) ? value : null;
};
const version = (text: string): string | null => (/^[\w.+-]{1,64}$/.test(text) ? text : null);
const replid = (text: string): string | null => (/^[0-9a-f]{40}$/.test(text) ? text : null);

/** Source: rdb.c, rdbSaveInfoAuxFields. */
const readers: Readonly<Record<string, (text: string) => Partial<AuxFields>>> = {
  "redis-ver": (text) => ({ serverVersion: version(text) }),
  "valkey-ver": (text) => ({ serverVersion: version(text) }),
  ctime: (text) => ({ savedUnixSeconds: whole(text) }),
  "used-mem": (text) => ({ usedMemoryBytes: whole(text) }),
  "repl-id": (text) => ({ replid: replid(text) }),
  "repl-offset": (text) => ({ offset: whole(text) }),
};

/** How a text is written: as it is, as a whole number of so many bytes, or compressed (then it is not read). */
export type TextForm = "plain" | "number" | "packed";

/** Gathers the aux fields, which come as name, value, name, value, each in pieces. Everything longer than ours is dropped. */
export class AuxReader {
  fields: AuxFields = none;
  /** How the value of the name that was read is taken in; null: it is none of ours, and passes unread. */
  #reader: ((text: string) => Partial<AuxFields>) | null = null;
  #part: "aux-name" | "aux-value" | null = null;
  #form: TextForm = "plain";
  readonly #bytes = new Uint8Array(LONGEST);
  #length = 0;

  /** A name or a value begins. */
  begin(part: "aux-name" | "aux-value", form: TextForm): void {
    this.#part = part;
    this.#form = form;
    this.#length = 0;
  }

  get isReading(): boolean {
    return this.#part !== null;
  }

  /** Its next bytes: those of `chunk` from `from` up to, and without, `to`. */
  take(chunk: Uint8Array, from: number, to: number): void {
    const begun = this.#length;
    this.#length += to - from;
    if (begun >= LONGEST || (this.#part === "aux-value" && this.#reader === null)) return;
    this.#bytes.set(chunk.subarray(from, Math.min(to, from + LONGEST - begun)), begun);
  }

  /** The name or the value is whole. */
  finish(): void {
    if (this.#part === "aux-name") {
      const name = this.#text();
      this.#reader = name !== null && Object.hasOwn(readers, name) ? (readers[name] ?? null) : null;
    } else if (this.#reader !== null) {
      const text = this.#text();
      if (text !== null) this.fields = { ...this.fields, ...this.#reader(text) };
    }
    this.#part = null;
  }

  #text(): string | null {
    if (this.#form === "packed" || this.#length > LONGEST) return null;
    if (this.#form === "plain") return String.fromCharCode(...this.#bytes.subarray(0, this.#length));
    const view = new DataView(this.#bytes.buffer);
    if (this.#length === 1) return String(view.getInt8(0));
    return String(this.#length === 2 ? view.getInt16(0, true) : view.getInt32(0, true));
  }
}
