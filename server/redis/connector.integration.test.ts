import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { makeCertificates } from "@/server/testing/certificates";
import { LOOPBACK, listen } from "@/server/testing/listen";
import { Connection } from "./connection";
import { type Network, usualAllow } from "./network";
import { Networks } from "./networks";
import { openRdbCopy } from "./rdb-stream";
import type { Target } from "./target";
import { openWriteStream } from "./write-stream";

const nobody = { username: null, password: null };
const here: readonly Network[] = [{ family: "ipv4", address: LOOPBACK, prefix: 32 }];
const opened: Server[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) server.close();
});

/** A server that answers everything with OK, and counts who came; at an address of this machine. */
async function startCounter(host: string, port = 0): Promise<{ port: number; dialled: () => number }> {
  let dialled = 0;
  const server = createServer((socket) => {
    dialled += 1;
    socket.on("error", () => socket.destroy());
    socket.on("data", () => socket.write("+OK\r\n"));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, host, resolve);
  });
  opened.push(server);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { port: address.port, dialled: () => dialled };
}

/** The three ways a connection to a server begins, each with the sentence it ends with; null: it came up. */
const ways: readonly [string, (target: Target) => Promise<string | null>][] = [
  [
    "a command",
    async (target) => {
      const connection = await Connection.open(target, nobody, 2_000);
      if (!connection.ok) {
        expect(connection.error.reason).toBe("not-allowed");
        return connection.error.detail;
      }
      connection.value.close();
      return null;
    },
  ],
  [
    "a copy of the data set",
    (target) => {
      const { signal } = new AbortController();
      const options = { silenceMs: 2_000, prepareMs: 2_000, readerVersion: null, signal };
      return openRdbCopy(target, nobody, options).then(
        () => null,
        (error: Error) => error.message,
      );
    },
  ],
  [
    "writes",
    (target) => {
      const { signal } = new AbortController();
      return openWriteStream(target, nobody, { silenceMs: 2_000, permit: () => true, signal }).then(
        (stream) => {
          stream.close();
          return null;
        },
        (error: Error) => error.message,
      );
    },
  ],
];

test.each(ways)("R6: no connection for %s leaves for an address that is not allowed", async (_, open) => {
  const server = await startCounter("127.0.0.2");
  const networks = new Networks(here);
  const at = (host: string): Target => ({ endpoint: { host, port: server.port }, networks, tls: null });
  const outside = "127.0.0.2 is outside networks.allow; add it there if it is yours.";
  expect(await open(at("127.0.0.2"))).toBe(outside);
  const tls = { ca: null, cert: null, key: null, serverName: null };
  expect(await open({ ...at("127.0.0.2"), tls })).toBe(outside);
  const named = new Networks(here, (__, ___, tell) => tell(null, [{ address: "127.0.0.2", family: 4 }]));
  for (const how of [null, tls])
    expect(await open({ ...at("db.example"), networks: named, tls: how })).toContain(
      "db.example leads to 127.0.0.2, which is outside",
    );
  expect(server.dialled()).toBe(0);
});

test("R6: a name that leads elsewhere the second time is asked for once, and what was judged is what is dialled", async () => {
  const good = await startCounter(LOOPBACK);
  const bad = await startCounter("127.0.0.2", good.port);
  let asked = 0;
  const networks = new Networks(here, (_, __, tell) => {
    asked += 1;
    tell(null, [{ address: asked % 2 === 1 ? LOOPBACK : "127.0.0.2", family: 4 }]);
  });
  const target: Target = { endpoint: { host: "db.example", port: good.port }, networks, tls: null };
  expect((await Connection.open(target, nobody, 2_000)).ok).toBe(true);
  expect([asked, good.dialled(), bad.dialled()]).toEqual([1, 1, 0]);
  expect(await Connection.open(target, nobody, 2_000)).toMatchObject({
    ok: false,
    error: { reason: "not-allowed" },
  });
  expect([asked, good.dialled(), bad.dialled()]).toEqual([2, 1, 0]);
});

test("R6: of a name's addresses those that are refused are never tried, even where the others do not answer", async () => {
  const bad = await startCounter("127.0.0.2");
  const networks = new Networks(here, (_, __, tell) =>
    tell(null, [
      { address: "127.0.0.2", family: 4 },
      { address: LOOPBACK, family: 4 },
    ]),
  );
  const target: Target = { endpoint: { host: "db.example", port: bad.port }, networks, tls: null };
  expect(await Connection.open(target, nobody, 2_000)).toMatchObject({
    ok: false,
    error: { reason: "refused" },
  });
  expect(bad.dialled()).toBe(0);
});

test("a server reached by name over TLS is asked for by that name, and its certificate is held against it", async () => {
  const dir = mkdtempSync(join(tmpdir(), "tidemark-connector-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const files = await makeCertificates(dir);
  const names: string[] = [];
  const server = createTlsServer(
    {
      cert: readFileSync(files.cert),
      key: readFileSync(files.key),
      SNICallback: (name, done) => {
        names.push(name);
        done(null);
      },
    },
    (socket) => socket.on("error", () => socket.destroy()).on("data", () => socket.write("+OK\r\n")),
  );
  server.on("tlsClientError", () => {});
  opened.push(server);
  const port = await listen(server);
  const networks = new Networks(usualAllow, (_, __, tell) => tell(null, [{ address: LOOPBACK, family: 4 }]));
  const tls = { ca: readFileSync(files.ca, "utf8"), cert: null, key: null, serverName: null };
  const open = (host: string) => Connection.open({ endpoint: { host, port }, networks, tls }, nobody, 5_000);
  expect((await open("localhost")).ok).toBe(true);
  expect(await open("db.example")).toMatchObject({
    ok: false,
    error: { reason: "tls", detail: expect.stringContaining("another name") },
  });
  expect(names).toEqual(["localhost", "db.example"]);
});
