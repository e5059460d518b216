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
