import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { RdbReader, type RdbReport } from "@/lib/rdb";
import { ask } from "@/server/testing/ask";
import { makeCertificates } from "@/server/testing/certificates";
import { allOf, byMark, copyOf, startSource } from "@/server/testing/copy";
import { everyType } from "@/server/testing/every-type";
import { startTestServer, stopServers } from "@/server/testing/group";
import { pour, startHostile } from "@/server/testing/hostile";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import type { CopyFault } from "./copy-fault";
import type { RdbCopy } from "./rdb-stream";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function report(copy: RdbCopy): Promise<RdbReport> {
  const reader = new RdbReader();
  while (!reader.hasEnded) {
    const piece = await copy.read();
    if (piece === null) return reader.end();
    reader.feed(piece);
  }
  copy.close();
  return reader.end();
}

const faultOf = (work: Promise<unknown>): Promise<CopyFault> =>
  work.then(
    () => expect.unreachable("it was taken for good"),
    (error) => error,
  );

/** The types that a server writes of what `everyType` makes, by the RDB version it writes. Source: rdb.c, rdbSaveObjectType. */
const typesOf: Readonly<Record<number, readonly number[]>> = {
  9: [0, 2, 4, 5, 11, 12, 13, 14, 15],
  10: [0, 2, 4, 5, 11, 16, 17, 18, 19],
  11: [0, 2, 4, 5, 11, 16, 17, 18, 20, 21],
  12: [0, 2, 4, 5, 11, 16, 17, 18, 20, 21, 24, 25],
  80: [0, 2, 4, 5, 11, 16, 17, 18, 20, 21, 22],
};
const versionOf: Readonly<Record<string, number>> = {
  "redis-6.0": 9,
  "redis-7.0": 10,
  "redis-8.0": 12,
  "valkey-8.1": 11,
  "valkey-9.1": 80,
};

const [own] = (await serverMatrix()).filter(({ name }) => name.startsWith("redis-7"));

describe.each(await serverMatrix())("a copy from $name", (binary) => {
  const readerVersion = binary.product === "valkey" ? binary.version : null;

  test("comes with its length or with a mark, of the version and the types that this server writes", async () => {
    const server = await startTestServer(binary);
    closing.push(() => stopServers([server]));
    await ask(server, everyType(binary));
    for (const [diskless, by] of [
      ["no", "length"],
      ["yes", "mark"],
    ] as const) {
      await ask(server, [["CONFIG", "SET", "repl-diskless-sync", diskless]]);
      const copy = await copyOf(server, { readerVersion });
      expect(copy.ending.by).toBe(by);
      const { version, types, checksum, aux } = await report(copy);
      expect(version).toBe(versionOf[binary.name.split(".", 2).join(".")]);
      expect(types.map(({ type }) => type)).toEqual(typesOf[version]);
      expect(checksum).toBe("matches");
      expect(aux).toMatchObject({ replid: copy.replid, offset: copy.offset, serverVersion: binary.version });
    }
  });

  test("needs PSYNC and REPLCONF, and no right to any key; without them it says which", async () => {
    const server = await startTestServer(binary);
    closing.push(() => stopServers([server]));
    await ask(server, [
      ["SET", "a", "1"],
      ["ACL", "SETUSER", "copier", "on", ">pw", "-@all", "+psync", "+replconf"],
      ["ACL", "SETUSER", "looker", "on", ">pw", "-@all", "+info", "+replconf"],
    ]);
    const login = { username: "copier", password: "pw" };
    expect(await report(await copyOf(server, {}, { login }))).toMatchObject({ keys: 1 });
    const fault = await faultOf(copyOf(server, {}, { login: { ...login, username: "looker" } }));
    expect(fault).toMatchObject({ code: "not-allowed", message: expect.stringContaining("+psync") });
    const stranger = await faultOf(copyOf(server, {}, { login: { ...login, password: "other" } }));
    expect(stranger).toMatchObject({ code: "unreachable" });
    expect(stranger.message).not.toContain("other");
  });
});

test("Valkey 9 that is not told the reader's version cannot send fields that expire, and breaks off", async () => {
  const [valkey] = (await serverMatrix()).filter(({ name }) => name.startsWith("valkey-9"));
  if (valkey === undefined) throw new Error("there is no valkey-9");
  const server = await startTestServer(valkey);
  closing.push(() => stopServers([server]));
  await ask(server, everyType(valkey));
  const untold = copyOf(server).then(report);
  expect(await faultOf(untold)).toMatchObject({ message: expect.stringContaining("ended") });
  expect(await report(await copyOf(server, { readerVersion: valkey.version }))).toMatchObject({
    version: 80,
  });
});

describe("a copy", () => {
  if (own === undefined) throw new Error("there is no redis-7");

  test("comes over TLS as over a plain connection", async () => {
    const dir = mkdtempSync(join(tmpdir(), "tidemark-tls-"));
    closing.push(async () => rmSync(dir, { recursive: true }));
    const files = await makeCertificates(dir);
    const server = await startTestServer(own, {}, { tls: files });
    closing.push(() => stopServers([server]));
    const pem = (name: "ca" | "cert" | "key"): string => readFileSync(files[name], "utf8");
    const tls = { ca: pem("ca"), cert: pem("cert"), key: pem("key"), serverName: null };
    expect(await report(await copyOf(server, {}, { tls }))).toMatchObject({ keys: 0 });
    expect(await faultOf(copyOf(server, { silenceMs: 300 }))).toMatchObject({ code: expect.any(String) });
  });

  test("is all that is asked for: the server closes behind it, and no write follows", async () => {
    const server = await startTestServer(own, { "repl-diskless-sync": "no" });
    closing.push(() => stopServers([server]));
    const copy = await copyOf(server);
    const bytes = await allOf(copy);
    expect(copy.ending).toEqual({ by: "length", bytes: bytes.length });
  });

  test("says so where the source has no link, is loading, or knows no PSYNC", async () => {
    const orphan = await startTestServer(own, { replicaof: "127.0.0.1 1" });
    const renamed = await startTestServer(own, { "rename-command": 'PSYNC ""' });
    closing.push(() => stopServers([orphan, renamed]));
    expect(await faultOf(copyOf(orphan))).toMatchObject({
      code: "refused",
      message: expect.stringContaining("link"),
    });
    expect(await faultOf(copyOf(renamed))).toMatchObject({ code: "refused" });
  });

  test("ends at once when it is cancelled, and leaves no connection behind", async () => {
    const server = await startTestServer(own, { "rdb-key-save-delay": "20000" });
    closing.push(() => stopServers([server]));
    await ask(server, [["DEBUG", "POPULATE", "1000", "k", "20000"]]);
    const stop = new AbortController();
    const copy = await copyOf(server, { signal: stop.signal });
    const fault = faultOf(allOf(copy));
    stop.abort();
    expect(await fault).toMatchObject({ code: "cancelled" });
    await waitFor("the source has let go of it", async () =>
      String(await ask(server, [["INFO", "replication"]])).includes("connected_slaves:0"),
    );
    expect(await faultOf(copyOf(server, { signal: stop.signal }))).toMatchObject({ code: "cancelled" });
  });

  test("is not asked for, and not taken, by somebody who may not act any more", async () => {
    const server = await startTestServer(own);
    closing.push(() => stopServers([server]));
    expect(await faultOf(copyOf(server, { permit: () => false }))).toMatchObject({ code: "kept-back" });
    expect(await ask(server, [["INFO", "commandstats"]])).not.toContain("cmdstat_psync");
    let asked = 0;
    const onlyOnce = (): boolean => {
      asked += 1;
      return asked === 1;
    };
    expect(await faultOf(copyOf(server, { permit: onlyOnce }))).toMatchObject({ code: "kept-back" });
    expect(await ask(server, [["INFO", "commandstats"]])).toContain("cmdstat_psync:calls=1,");
  });

  test.each<[string, (socket: Socket) => void, string]>([
    ["sends nothing more", () => {}, "silent"],
    ["sends newlines for ever", (socket) => pour(socket, Buffer.alloc(65_536, "\n")), "silent"],
    ["sends a line without an end", (socket) => pour(socket, Buffer.alloc(65_536, "x")), "not-redis"],
    ["announces no length", (socket) => socket.write("$-1\r\n"), "not-redis"],
    ["announces a length past all counting", (socket) => socket.write("$9999999999999999\r\n"), "not-redis"],
    ["announces a mark that is too short", (socket) => socket.write("$EOF:abc\r\n"), "not-redis"],
    ["refuses after all", (socket) => socket.write("-ERR no fork\r\n"), "refused"],
    ["closes", (socket) => socket.end(), "cut"],
  ])("from a server that %s ends with a cause", async (_, send, code) => {
    const source = await startSource(send);
    closing.push(() => source.close());
    expect(await faultOf(copyOf(source, { silenceMs: 300, prepareMs: 600 }))).toMatchObject({ code });
  });

  test.each<[string, string, string]>([
    ["goes on from a backlog", "+CONTINUE\r\n", "not-redis"],
    ["names no history", "+FULLRESYNC nothing 12\r\n", "not-redis"],
    ["speaks HTTP", "HTTP/1.1 400 Bad Request\r\n", "not-redis"],
  ])("from a server that %s ends with a cause", async (_, reply, code) => {
    const source = await startHostile((socket, words) => {
      socket.write(words.startsWith("PSYNC") ? reply : "+OK\r\n");
    });
    closing.push(() => source.close());
    expect(await faultOf(copyOf(source))).toMatchObject({ code });
  });

  test("that nothing answers is unreachable", async () => {
    const source = await startSource(byMark(Buffer.alloc(0)));
    await source.close();
    expect(await faultOf(copyOf(source))).toMatchObject({ code: "unreachable" });
  });
});
