/** A key, or a library of functions, as far as it is known before its value. */
export interface Entry {
  readonly kind: "key" | "library";
  readonly database: number;
  /** Its name as bytes; of a library none. */
  readonly key: Uint8Array;
  /** The byte that stands before it: a DUMP payload begins with the same one. */
  readonly type: number;
  /** Where that byte stands in the file. */
  readonly at: number;
  /** Unix milliseconds; null: it does not expire. */
  readonly expiresAtMs: number | null;
  readonly idleSeconds: number | null;
  /** The counter of LFU, 0 to 255. */
  readonly frequency: number | null;
}

/** Hears what a file holds, one thing after the other. */
export interface EntrySink {
  begin(entry: Entry): void;
  /** The next bytes of its value, as the file has them; good until the call returns. */
  bytes(piece: Uint8Array): void;
  end(): void;
  /** Something that can be given to no other server by itself: the end of a sentence that begins with "It holds". */
  foreign(what: string): void;
}
