/** One thing that stands in an RDB stream. What it holds is passed over; `into` names the few that are looked at. */
export type Shape =
  /** A whole number of up to 64 bits in the length encoding. */
  | { readonly read: "number"; readonly into: "database" | "keys" | "expires" | null }
  /** A text: plain, a small whole number, or compressed. */
  | { readonly read: "text"; readonly into: "aux-name" | "aux-value" | null }
  /** So many bytes, whatever they are. */
  | { readonly read: "bytes"; readonly count: number }
  /** A float written as text: one byte of length, of which 253 to 255 stand for a value. */
  | { readonly read: "old-double" }
  /** A module's own values, each with the opcode of its type, up to the end opcode. */
  | { readonly read: "module" }
  /** A count, and then so many times the same. */
  | { readonly read: "each"; readonly of: Body };
export type Body = readonly Shape[];

const number: Shape = { read: "number", into: null };
const text: Shape = { read: "text", into: null };
const module: Shape = { read: "module" };
const bytes = (count: number): Shape => ({ read: "bytes", count });
const each = (...of: Body): Shape => ({ read: "each", of });
const into = (name: "database" | "keys" | "expires"): Shape => ({ read: "number", into: name });

/** An entry id, milliseconds and sequence, as two numbers. */
const streamId: Body = [number, number];
/** The same in 16 bytes: the key of a radix tree. */
const rawStreamId = bytes(16);
const milliseconds = bytes(8);

/**
 * A stream. Of 2 (7.0) on it knows its first id, the highest deleted one, how many were ever added and, in a group, how
 * many were read; of 3 (7.2) on a consumer has the time it was active.
 */
const stream = (version: 1 | 2 | 3): Body => [
  each(text, text),
  number,
  ...streamId,
  ...(version === 1 ? [] : [...streamId, ...streamId, number]),
  each(
    text,
    ...streamId,
    ...(version === 1 ? [] : [number]),
    each(rawStreamId, milliseconds, number),
    each(text, milliseconds, ...(version === 3 ? [milliseconds] : []), each(rawStreamId)),
  ),
];

/** Types that every version writes alike. Source: rdb.h (RDB_TYPE_…), rdb.c (rdbSaveObject, rdbLoadObject). */
const common: readonly (readonly [number, string, Body])[] = [
  [0, "string", [text]],
  [1, "list", [each(text)]],
  [2, "set", [each(text)]],
  [3, "zset", [each(text, { read: "old-double" })]],
  [4, "hash", [each(text, text)]],
  [5, "zset-2", [each(text, bytes(8))]],
  [7, "module-2", [number, module]],
  [9, "hash-zipmap", [text]],
  [10, "list-ziplist", [text]],
  [11, "set-intset", [text]],
  [12, "zset-ziplist", [text]],
  [13, "hash-ziplist", [text]],
  [14, "list-quicklist", [each(text)]],
  [15, "stream-listpacks", stream(1)],
  [16, "hash-listpack", [text]],
  [17, "zset-listpack", [text]],
  [18, "list-quicklist-2", [each(number, text)]],
  [19, "stream-listpacks-2", stream(2)],
  [20, "set-listpack", [text]],
  [21, "stream-listpacks-3", stream(3)],
];

/** Where Redis and Valkey parted. Source: rdb.h of Redis 7.4 and 8.0 (fields that expire), of Valkey 9.0. */
const own: Record<Magic, readonly (readonly [number, string, Body])[]> = {
  REDIS: [
    [22, "hash-metadata-pre-ga", [each(number, text, text)]],
    [23, "hash-listpack-ex-pre-ga", [text]],
    [24, "hash-metadata", [milliseconds, each(number, text, text)]],
    [25, "hash-listpack-ex", [milliseconds, text]],
  ],
  VALKEY: [[22, "hash-2", [each(text, text, milliseconds)]]],
};

/** What stands between keys. `role` is what it says about the next key, or about the stream. */
export interface Opcode {
  readonly role: "expires" | "function" | "end" | null;
  readonly body: Body;
}
type OpcodeRow = readonly [number, string, Opcode["role"], Body];

/** Source: rdb.h (RDB_OPCODE_…), rdb.c (rdbLoadRioWithLoadingCtx). */
const commonOpcodes: readonly OpcodeRow[] = [
  [244, "slot-info", null, [number, number, number]],
  [245, "function-2", "function", [text]],
  // Name, engine, perhaps a description, code: 7.0's release candidates alone.
  [246, "function-pre-ga", "function", [text, text, each(text), text]],
  [247, "module-aux", null, [number, number, number, module]],
  [248, "idle", null, [number]],
  [249, "freq", null, [bytes(1)]],
  [
    250,
    "aux",
    null,
    [
      { read: "text", into: "aux-name" },
      { read: "text", into: "aux-value" },
    ],
  ],
  [251, "resizedb", null, [into("keys"), into("expires")]],
  [252, "expiretime-ms", "expires", [milliseconds]],
  [253, "expiretime", "expires", [bytes(4)]],
  [254, "selectdb", null, [into("database")]],
  [255, "eof", "end", []],
];
const ownOpcodes: Record<Magic, readonly OpcodeRow[]> = {
  REDIS: [],
  // Valkey 9: a slot range under import, by the name of its job.
  VALKEY: [[243, "slot-import", null, [text, each(number, number)]]],
};

/** The word an RDB begins with. */
export type Magic = "REDIS" | "VALKEY";

/** All that may stand where a key or an opcode begins, by its first byte. */
export interface Grammar {
  /** The key, then the value. */
  readonly types: ReadonlyMap<number, Body>;
  readonly opcodes: ReadonlyMap<number, Opcode>;
}

const grammarOf = (magic: Magic): Grammar => ({
  types: new Map([...common, ...own[magic]].map(([byte, , body]) => [byte, [text, ...body]])),
  opcodes: new Map(
    [...commonOpcodes, ...ownOpcodes[magic]].map(([byte, , role, body]) => [byte, { role, body }]),
  ),
});

/** Type 6, a module's value of Redis 4's release candidates, has no length anywhere: nobody can pass over it. */
export const grammars: Readonly<Record<Magic, Grammar>> = {
  REDIS: grammarOf("REDIS"),
  VALKEY: grammarOf("VALKEY"),
};

/** What follows each opcode of a module's value; null: the value ends. Source: rdb.h (RDB_MODULE_OPCODE_…). */
export const moduleParts: readonly (Body | null)[] = [
  null,
  [number],
  [number],
  [bytes(4)],
  [bytes(8)],
  [text],
];

/** A first word and the versions this reader knows of it. Source: rdb.h, RDB_VERSION of each release. */
export const versions: Readonly<Record<Magic, readonly number[]>> = {
  REDIS: [6, 7, 8, 9, 10, 11, 12],
  VALKEY: [80],
};
