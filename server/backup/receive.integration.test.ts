import { randomUUID } from "node:crypto";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { RdbFault, RdbReader } from "@/lib/rdb";
import { ask } from "@/server/testing/ask";
import { byLength, byMark, copyOf, MARK, startSource } from "@/server/testing/copy";
import { everyType } from "@/server/testing/every-type";
import { startTestServer, stopServers } from "@/server/testing/group";
import { pour } from "@/server/testing/hostile";
import { smallDisk } from "@/server/testing/small-disk";
import { serverMatrix } from "@/server/testing/versions";
import { receiveRdb, type WholeRdb } from "./receive";
import { createBackupFolder } from "./targets/folder";
import type { BackupTarget } from "./targets/target";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const former = randomUUID();
const plenty = 2 ** 40;
/** What real servers send, one of each version. */
const dumps: { name: string; bytes: Buffer }[] = [];
let dump: Buffer = Buffer.alloc(0);
let dataDir = "";
let folder: BackupTarget;

beforeAll(async () => {
  for (const binary of await serverMatrix()) {
    const server = await startTestServer(binary);
    await ask(server, everyType(binary));
    await ask(server, [["CONFIG", "SET", "repl-diskless-sync", "no"]]);
    const readerVersion = binary.product === "valkey" ? binary.version : null;
    const copy = await copyOf(server, { readerVersion });
    const length = copy.ending.by === "length" ? copy.ending.bytes : expect.unreachable("no length");
    const bytes = Buffer.alloc(length);
    for (let at = 0; at < length; ) at += (await copy.read())?.copy(bytes, at) ?? expect.unreachable("cut");
    copy.close();
    dumps.push({ name: binary.name, bytes });
    await stopServers([server]);
  }
  dump = dumps.find(({ name }) => name.startsWith("redis-7"))?.bytes ?? dump;
  dataDir = mkdtempSync(join(tmpdir(), "tidemark-receive-"));
  folder = createBackupFolder(dataDir);
  const draft = await folder.begin(former);
  await draft.write(dump);
  await draft.keep();
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** Takes a copy from a source that sends so, as a run does. */
async function take(
  send: (socket: Socket) => void,
  { into = folder, mostBytes = plenty } = {},
): Promise<WholeRdb & { id: string; storedBytes: number }> {
  const source = await startSource(send);
  closing.push(() => source.close());
  const copy = await copyOf(source, { silenceMs: 2_000 });
  const id = randomUUID();
  const draft = await into.begin(id);
  try {
    const whole = await receiveRdb(copy, draft, { mostBytes, onPiece: () => {} });
    return { ...whole, id, storedBytes: await draft.keep() };
  } catch (error) {
    await draft.drop();
    throw error;
  } finally {
    copy.close();
  }
}

/** Nothing but the former backup is there, and that is what it was. */
function expectUntouched(): void {
  const dir = join(dataDir, "backups");
  expect(readdirSync(dir)).toEqual([`${former}.rdb`]);
  expect(readFileSync(join(dir, `${former}.rdb`)).equals(dump)).toBe(true);
}

test("the folder and its files are for nobody else", () => {
  expect(statSync(join(dataDir, "backups")).mode & 0o777).toBe(0o700);
  expect(statSync(join(dataDir, "backups", `${former}.rdb`)).mode & 0o777).toBe(0o600);
});

describe.each([
  ["its length", byLength],
  ["a mark", byMark],
] as const)("a data set with %s", (_, sent) => {
  test("that comes whole is kept as it came", async () => {
    const { id, report, storedBytes } = await take(sent(dump));
    expect(readFileSync(join(dataDir, "backups", `${id}.rdb`)).equals(dump)).toBe(true);
    expect(report).toMatchObject({ bytes: dump.length, checksum: "matches" });
    expect(storedBytes).toBe(dump.length);
    await folder.remove(id);
    expectUntouched();
  });

  test("that is cut at every tenth leaves nothing, and the former backup as it was", async () => {
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const part = dump.subarray(0, Math.floor((dump.length * tenth) / 10));
      const send = sent === byLength ? byLength(part, dump.length) : byMark(part, "");
      await expect(take(send)).rejects.toMatchObject({ code: "cut" });
    }
    expectUntouched();
  });
});

test("of real dumps of every version each of 200 flipped bits is found", () => {
  expect(dumps.length).toBeGreaterThan(0);
  for (const { name, bytes } of dumps)
    for (let n = 0; n < 200; n += 1) {
      const at = (n * 104_729) % (bytes.length * 8);
      const broken = Buffer.from(bytes);
      broken.writeUInt8(broken.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3);
      const reader = new RdbReader(bytes.length);
      const read = (): unknown => {
        if (reader.feed(broken) < broken.length) throw new RdbFault("trailing-bytes", 0, "More follows");
        return reader.end();
      };
      expect(read, `${name}, bit ${at}`).toThrow(RdbFault);
    }
});

test.each<[string, (socket: Socket) => void, Record<string, string>]>([
  ["a mark that is another one", (socket) => byMark(dump, "x".repeat(40))(socket), { code: "not-redis" }],
  ["a mark that stops short", (socket) => byMark(dump, MARK.slice(0, 39))(socket), { code: "cut" }],
  [
    "bytes between its end and its mark",
    (s) => byMark(Buffer.concat([dump, dump]))(s),
    { code: "not-redis" },
  ],
  ["a mark in the midst of it", (s) => byMark(dump.subarray(0, 5000))(s), { code: "cut" }],
  ["a length that is too long", (s) => byLength(Buffer.concat([dump, dump]))(s), { code: "not-redis" }],
  ["a length that is too short", (s) => byLength(dump, dump.length - 1)(s), { code: "cut-short" }],
  ["a length that no disk has", (s) => byLength(dump, 2 ** 50)(s), { name: "BackupFileError" }],
  ["no RDB", (s) => byMark(Buffer.from("<html>".repeat(20)))(s), { code: "not-an-rdb" }],
])("a data set with %s is not taken, and nothing of it stays", async (_, send, error) => {
  await expect(take(send)).rejects.toMatchObject(error);
  expectUntouched();
});

describe("a hostile source", () => {
  const header = Buffer.from("REDIS0011", "latin1");
  const endless =
    (begin: readonly number[], piece: Buffer) =>
    (socket: Socket): void => {
      socket.write(`$EOF:${MARK}\r\n`);
      socket.write(Buffer.concat([header, Buffer.from(begin)]));
      pour(socket, piece);
    };
  /** A text of 1000 bytes over and over, each a key's value. */
  const texts = Buffer.concat(
    Array.from({ length: 64 }, () =>
      Buffer.concat([Buffer.from([0, 1, 107, 0x43, 0xe8]), Buffer.alloc(1000)]),
    ),
  );

  test("that never ends is ended by the room there is, and takes no memory of its own", async () => {
    const mostBytes = 128 * 1024 * 1024;
    const before = process.memoryUsage().rss;
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss - before);
    }, 10);
    closing.push(() => clearInterval(watch));
    await expect(take(endless([], texts), { mostBytes })).rejects.toMatchObject({ name: "BackupFileError" });
    expect(peak).toBeLessThan(64 * 1024 * 1024);
    expectUntouched();
  });

  test.each<[string, number[]]>([
    ["a text of 2^62 bytes", [0, 1, 107, 0x81, 0x40, 0, 0, 0, 0, 0, 0, 0]],
    ["a list of 2^62 items", [1, 1, 107, 0x81, 0x40, 0, 0, 0, 0, 0, 0, 0]],
    ["12 bytes that inflate to 2 GB", [0, 1, 107, 0xc3, 12, 0x80, 0x7f, 0xff, 0xff, 0xff]],
  ])("that announces %s is ended at once", async (_, begin) => {
    await expect(take(endless(begin, Buffer.alloc(65_536)))).rejects.toMatchObject({
      code: "impossible-length",
    });
    expectUntouched();
  });
});

describe("a disk", () => {
  test("that is full ends it with its cause, leaves nothing, and what lay there is as it was", async () => {
    const disk = smallDisk(16);
    closing.push(() => disk.close());
    const into = createBackupFolder(disk.dir);
    const draft = await into.begin(former);
    await draft.write(dump);
    await draft.keep();
    disk.fill();
    const large = Buffer.concat([dump.subarray(0, 9), ...Array.from({ length: 12_000 }, () => big)]);
    await expect(take(byMark(large), { into })).rejects.toMatchObject({
      name: "BackupFileError",
      message: expect.stringContaining("full"),
    });
    const dir = join(disk.dir, "backups");
    expect(readdirSync(dir)).toEqual([`${former}.rdb`]);
    expect(readFileSync(join(dir, `${former}.rdb`)).equals(dump)).toBe(true);
    expect(await into.roomBytes()).toBe(0);
  });
  const big = Buffer.concat([Buffer.from([0, 1, 107, 0x80, 0, 0, 4, 0]), Buffer.alloc(1024)]);

  test("spares some room for the store beside it", async () => {
    const disk = smallDisk(16);
    closing.push(() => disk.close());
    const room = await createBackupFolder(disk.dir).roomBytes();
    expect(room).toBeGreaterThan(14 * 1024 * 1024);
    expect(room).toBeLessThan(15.5 * 1024 * 1024);
    expect(await createBackupFolder(join(disk.dir, "gone")).roomBytes()).toBeNull();
  });
});

describe("the folder", () => {
  test("knows no path but that of an id, and follows no link", async () => {
    for (const id of ["../tidemark.db", "", "x", `${former}/../x`, former.toUpperCase()])
      await expect(folder.open(id)).rejects.toThrow("no backup's id");
    const [secret, link] = [join(dataDir, "secret"), randomUUID()];
    writeFileSync(secret, "secret");
    symlinkSync(secret, join(dataDir, "backups", `${link}.rdb`));
    await expect(folder.open(link)).rejects.toThrow("link");
    await folder.remove(link);
    expect(readFileSync(secret, "utf8")).toBe("secret");
    expectUntouched();
  });

  test("never writes over a file that is there", async () => {
    const draft = await folder.begin(former);
    await expect(folder.begin(former)).rejects.toThrow();
    await draft.drop();
    expect(await folder.open(randomUUID())).toBeNull();
    expectUntouched();
  });
});
