import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { findServer, type LocalServer, startServer } from "@/server/local";
import { Connection } from "./connection";
import { usualNetworks } from "./networks";

const nobody = { username: null, password: null };
let dir: string;
let server: LocalServer;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-connection-"));
  const found = await findServer({ install: false });
  if ("missing" in found) throw new Error(found.missing);
  server = await startServer({
    binary: found.path,
    dir,
    settings: { save: "", "enable-debug-command": "yes", unixsocket: join(dir, "redis.sock") },
  });
});
afterAll(async () => {
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

const target = () => ({
  endpoint: { host: server.host, port: server.port },
  networks: usualNetworks,
  tls: null,
});
async function open(): Promise<Connection> {
  const opened = await Connection.open(target(), nobody, 2_000);
  if (!opened.ok) throw new Error(opened.error.detail);
  return opened.value;
}

test("a reply and a refusal are told apart", async () => {
  const connection = await open();
  expect(await connection.send(["PING"], 1_000)).toEqual({ state: "replied", reply: "PONG" });
  expect(await connection.send(["NOSUCH"], 1_000)).toMatchObject({
    state: "refused",
    message: expect.stringMatching(/^ERR unknown command/),
  });
  expect(await connection.send(["CONFIG", "GET", "save"], 1_000)).toEqual({
    state: "replied",
    reply: ["save", ""],
  });
  connection.close();
});

test("a command without a reply in time is unknown, ends the connection, and is never sent again", async () => {
  const [slow, other] = [await open(), await open()];
  await other.send(["SET", "counted", "0"], 5_000);
  server.pause();
  onTestFinished(() => server.resume());
  const pending = [slow.send(["INCR", "before"], 5_000), slow.send(["INCR", "counted"], 200)];
  expect(await Promise.all(pending)).toEqual([
    { state: "unknown", failure: { reason: "timeout", detail: "It did not answer within 200 ms." } },
    { state: "unknown", failure: { reason: "timeout", detail: "It did not answer within 200 ms." } },
  ]);
  server.resume();
  expect(await slow.send(["INCR", "counted"], 200)).toMatchObject({ state: "unsent" });
  const counted = await other.send(["GET", "counted"], 5_000);
  expect(counted.state === "replied" && Number(counted.reply)).toBeLessThanOrEqual(1);
  other.close();
});

test("a unix socket is spoken to like any other", async () => {
  const opened = await Connection.open(
    { endpoint: { path: join(dir, "redis.sock") }, networks: usualNetworks, tls: null },
    nobody,
    2_000,
  );
  expect(opened.ok && (await opened.value.send(["PING"], 1_000))).toEqual({
    state: "replied",
    reply: "PONG",
  });
  if (opened.ok) opened.value.close();
});

test.each([
  ["refused", () => ({ endpoint: { host: "127.0.0.1", port: 1 }, networks: usualNetworks, tls: null })],
  ["refused", () => ({ endpoint: { path: join(dir, "none.sock") }, networks: usualNetworks, tls: null })],
  [
    "dns",
    () => ({ endpoint: { host: "no-such-host.invalid", port: 6379 }, networks: usualNetworks, tls: null }),
  ],
])("a connection that cannot be made says why: %s", async (reason, where) => {
  const opened = await Connection.open(where(), nobody, 5_000);
  expect(opened).toMatchObject({ ok: false, error: { reason } });
});

test("TLS spoken to a plain server, which waits for more, is named as one possible cause", async () => {
  const tls = { ca: null, cert: null, key: null, serverName: null };
  expect(await Connection.open({ ...target(), tls }, nobody, 300)).toMatchObject({
    ok: false,
    error: { reason: "timeout", detail: expect.stringContaining("does not speak TLS") },
  });
});

test("a stopped server, which still accepts connections, is a timeout", async () => {
  server.pause();
  expect(await Connection.open(target(), nobody, 300)).toMatchObject({
    ok: false,
    error: { reason: "timeout" },
  });
  server.resume();
});

test("a password that is not needed does not stand in the way", async () => {
  const opened = await Connection.open(target(), { username: null, password: "unneeded" }, 2_000);
  expect(opened.ok && (await opened.value.send(["PING"], 1_000))).toEqual({
    state: "replied",
    reply: "PONG",
  });
  if (opened.ok) opened.value.close();
});

test("a reply that came while this process was busy is not called late", async () => {
  const connection = await open();
  const pending = connection.send(["PING"], 50);
  await new Promise((resolve) => setImmediate(resolve));
  const until = performance.now() + 120;
  while (performance.now() < until) {
    // Nothing else runs meanwhile.
  }
  expect(await pending).toEqual({ state: "replied", reply: "PONG" });
  connection.close();
});
