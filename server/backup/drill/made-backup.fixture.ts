import { createHash } from "node:crypto";
import type { Backup } from "@/lib/contract";
import { RdbReader } from "@/lib/rdb";
import type { Bench } from "@/server/actions/bench/bench.fixture";
import { timeOrderedId } from "@/server/store/ids";
import { backupAt } from "@/server/store/objects.fixture";

/** Stores `bytes` as a verified backup whose row says what is true of them, but for what `change` says. */
export async function storeBackup(
  { store, backups }: Bench,
  bytes: Uint8Array,
  change: Partial<Backup> = {},
): Promise<Backup> {
  const id = timeOrderedId(Date.now());
  const reader = new RdbReader(bytes.length);
  reader.feed(bytes);
  const { version, keys, expires, databases } = reader.end();
  const draft = await backups.begin(id);
  await draft.write(bytes);
  await draft.keep();
  const backup: Backup = {
    ...backupAt(id, { method: "wire" }),
    state: "verified",
    startedAt: new Date().toISOString(),
    sizeBytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    rdbVersion: version,
    keys,
    expires,
    databases: databases.map((one) => ({ index: one.index, keys: one.keys, expires: one.expires })),
    ...change,
  };
  await store.backups.save(backup);
  return backup;
}

const head = Buffer.from([...Buffer.from("REDIS0009"), 0xfe, 0]);
/** No checksum: the server takes the file as one of `rdbchecksum no`. */
const tail = Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 0]);

/** `keys` keys of two bytes or so each: each takes some ten times as much of a server's memory as of the file. */
export function manyKeys(keys: number): Buffer {
  const body = Buffer.alloc(keys * 9);
  for (let i = 0, at = 0; i < keys; i += 1) {
    at = body.writeUInt8(0, at);
    at = body.writeUInt8(5, at);
    at += body.write(i.toString(36).padStart(5, "0"), at);
    at = body.writeUInt16BE(0xc001, at);
  }
  return Buffer.concat([head, body, tail]);
}

/** `keys` texts that each inflate to 88 times what they take in the file. Source: lzf_d.c. */
export function bomb(keys: number, mebibytes: number): Buffer {
  const copies = Math.floor((mebibytes * 1024 * 1024) / 264);
  const packed = Buffer.alloc(2 + 3 * copies, Buffer.from([0xe0, 0xff, 0]));
  packed.set([0, 0x41, 0xe0, 0xff, 0]);
  for (let at = 2; at < packed.length; at += 3) packed.set([0xe0, 0xff, 0], at);
  const length = (value: number): Buffer => {
    const bytes = Buffer.alloc(5, 0x80);
    bytes.writeUInt32BE(value, 1);
    return bytes;
  };
  const one = (i: number): Buffer[] => [
    Buffer.from([0, 1, 0x61 + i, 0xc3]),
    length(packed.length),
    length(1 + 264 * copies),
    packed,
  ];
  return Buffer.concat([head, ...Array.from({ length: keys }, (_, i) => one(i)).flat(), tail]);
}

const bytesOf = (...parts: readonly (string | readonly number[])[]): Buffer =>
  Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part))),
  );
const short = (value: string): Buffer => bytesOf([value.length], value);
/** A length of eight bytes. Source: rdb.c, rdbLoadLenByRef. */
const wide = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(9, 0x81);
  bytes.writeBigUInt64BE(value, 1);
  return bytes;
};
const file = (...parts: readonly Uint8Array[]): Buffer =>
  Buffer.concat([Buffer.from("REDIS0010"), Buffer.from([0xfe, 0]), ...parts, tail]);
const HUGE = 1n << 61n;

/** A library of functions, whose code a server runs when it loads it. Source: rdb.c, rdbFunctionLoad; function_lua.c, luaEngineCreate. */
export const library = (code: string): Buffer => {
  const text = `#!lua name=hostile\n${code}`;
  return file(bytesOf([0xf5, 0x40 | (text.length >> 8), text.length & 0xff], text));
};

/** Files that are made to harm whoever loads them. */
export const hostileFiles: Readonly<Record<string, Buffer>> = {
  "a text of two million terabytes": file(bytesOf([0], [1], "k"), wide(HUGE)),
  "a key of as many": file(bytesOf([0]), wide(HUGE)),
  "a list of as many elements": file(bytesOf([18], [1], "k"), wide(HUGE)),
  "a set of as many members": file(bytesOf([2], [1], "k"), wide(HUGE), short("m")),
  "a hash of as many fields": file(bytesOf([4], [1], "k"), wide(HUGE), short("f"), short("v")),
  "a text that inflates to as many": file(
    bytesOf([0], [1], "k", [0xc3], [4]),
    wide(HUGE),
    bytesOf([0, 0x41, 0xe0, 0xff]),
  ),
  "a database of as many keys foretold": file(bytesOf([0xfb]), wide(HUGE), wide(HUGE), bytesOf([0xff, 0xff])),
  "a list packed in what is no listpack": file(
    bytesOf([18], [1], "k", [1], [2], [8], [255, 255, 255, 255, 255, 255, 1, 2]),
  ),
  "a hash packed in what is no listpack": file(
    bytesOf([16], [1], "k", [8], [255, 255, 255, 127, 9, 9, 9, 9]),
  ),
  "a stream of no sense": file(
    bytesOf([19], [1], "k", [1], [16], "0123456789abcdef", [8], [255, 0, 0, 0, 1, 0, 9, 255]),
  ),
  "what a module kept beside the keys": file(bytesOf([0xf7], [0x81, 1, 2, 3, 4, 5, 6, 7, 8], [2, 1, 0])),
  "a key of a module": file(bytesOf([7], [1], "k", [0x81, 1, 2, 3, 4, 5, 6, 7, 8], [0])),
  "a function that never ends": library("while true do end"),
  "a function that takes all memory": library(
    "local t = {} while true do t[#t + 1] = string.rep('x', 1048576) .. #t end",
  ),
  "a function that asks the server": library("redis.call('CONFIG', 'SET', 'dir', '/tmp')"),
  "a function that reaches for files": library(
    "local f = io.open('/tmp/tidemark-hostile', 'w') f:write('x')",
  ),
  "a function that loads code": library("loadstring('while true do end')()  os.execute('id')"),
  "a file that is cut": file(bytesOf([0], [1], "k", [60], "short")).subarray(0, 18),
};
