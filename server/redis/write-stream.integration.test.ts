import type { Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { ask } from "@/server/testing/ask";
import { startTestServer, stopServers } from "@/server/testing/group";
import { startHostile } from "@/server/testing/hostile";
import { serverMatrix } from "@/server/testing/versions";
import { usualNetworks } from "./networks";
import { openWriteStream, type WriteOptions, type WriteStream } from "./write-stream";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const [binary] = (await serverMatrix()).filter(({ name }) => name.startsWith("redis-7"));
const nobody = { username: null, password: null };

async function open(
  server: { readonly host: string; readonly port: number },
  options: Partial<WriteOptions> = {},
  login: Parameters<typeof openWriteStream>[1] = nobody,
): Promise<WriteStream> {
  const stream = await openWriteStream(
    { endpoint: { host: server.host, port: server.port }, networks: usualNetworks, tls: null },
    login,
    {
      silenceMs: 5_000,
      permit: () => true,
      signal: new AbortController().signal,
      ...options,
    },
  );
  closing.push(() => stream.close());
  return stream;
}

const set = (key: string, value = "v"): Buffer => Buffer.from(`SET ${key} ${value}\r\n`);

async function startServer(): Promise<{ readonly host: string; readonly port: number }> {
  if (binary === undefined) throw new Error("there is no redis-7");
  const server = await startTestServer(binary);
  closing.push(() => stopServers([server]));
  return server;
}

test("commands are counted by their names as they are answered", async () => {
  const server = await startServer();
  const stream = await open(server);
  for (let n = 0; n < 50; n += 1)
    await stream.write(Buffer.concat([set(`a${n}`), set(`b${n}`), Buffer.from("PING\r\n")]), [
      "key",
      "key",
      "ping",
    ]);
  await stream.settle();
  expect([stream.answered("key"), stream.answered("ping"), stream.open]).toEqual([100, 50, 0]);
  expect(await ask(server, [["DBSIZE"]])).toBe(100);
});

test("a refusal ends it once what was sent behind it is answered, and counted", async () => {
  const server = await startServer();
  await ask(server, [["SADD", "set", "member"]]);
  const stream = await open(server);
  await stream.write(Buffer.concat([set("a"), Buffer.from("APPEND set x\r\n"), set("b"), set("c")]), [
    "key",
    "key",
    "key",
    "key",
  ]);
  await expect(stream.settle()).rejects.toMatchObject({
    code: "refused",
    message: expect.stringMatching(/^WRONGTYPE/),
  });
  expect(stream.answered("key")).toBe(3);
  await expect(stream.write(set("d"), ["key"])).rejects.toMatchObject({ code: "refused" });
  expect(await ask(server, [["EXISTS", "d"]])).toBe(0);
});

test("nothing leaves without permission, or once it was ended from outside", async () => {
  const server = await startServer();
  const kept = await open(server, { permit: () => false });
  await expect(kept.write(set("a"), ["key"])).rejects.toMatchObject({ code: "kept-back" });
  const stop = new AbortController();
  const stream = await open(server, { signal: stop.signal });
  stop.abort();
  await expect(stream.write(set("a"), ["key"])).rejects.toMatchObject({ code: "cancelled" });
  expect(await ask(server, [["DBSIZE"]])).toBe(0);
});

test("a password that is asked for, or wrong, is told as such", async () => {
  const server = await startServer();
  await ask(server, [["CONFIG", "SET", "requirepass", "secret"]]);
  await expect(open(server)).rejects.toMatchObject({
    code: "unreachable",
    message: "It asks for a password.",
  });
  await expect(open(server, {}, { username: null, password: "other" })).rejects.toMatchObject({
    code: "unreachable",
  });
  const stream = await open(server, {}, { username: null, password: "secret" });
  await stream.write(set("a"), ["key"]);
  await stream.settle();
  expect(stream.answered("key")).toBe(1);
});

test.each<[string, (socket: Socket) => void, string]>([
  ["answers with another protocol", (socket) => void socket.write("HTTP/1.1 400 Bad\r\n"), "not-redis"],
  ["never ends a line", (socket) => void socket.write("+".repeat(5_000)), "not-redis"],
  ["answers more than was asked", (socket) => void socket.write("+OK\r\n+OK\r\n+OK\r\n"), "not-redis"],
  ["answers nothing", () => {}, "silent"],
  ["closes", (socket) => void socket.destroy(), "cut"],
])("a server that %s ends it with its cause", async (_, answer, code) => {
  const server = await startHostile((socket, words) => {
    if (words.startsWith("CLIENT")) socket.write("+OK\r\n");
    else answer(socket);
  });
  closing.push(() => server.close());
  const stream = await open(server, { silenceMs: 300 });
  const sent = async (): Promise<void> => {
    await stream.write(Buffer.from("*1\r\n$4\r\nPING\r\n"), ["ping"]);
    await stream.settle();
    await stream.write(Buffer.from("*1\r\n$4\r\nPING\r\n"), ["ping"]);
    await stream.settle();
  };
  await expect(sent()).rejects.toMatchObject({ code });
});
