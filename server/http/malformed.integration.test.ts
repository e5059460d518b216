import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Live, startLive } from "@/server/realtime/live.fixture";
import { drawing } from "@/server/realtime/malformed.fixture";
import { waitFor } from "@/server/testing/wait-for";
import { httpBounds } from "./bounds";

let live: Live;
let host = "";
const open: Socket[] = [];
beforeAll(async () => {
  live = await startLive();
  host = new URL(live.url).host;
});
afterAll(async () => {
  for (const socket of open) socket.destroy();
  await live?.close();
});

interface Connection {
  readonly socket: Socket;
  /** All that came. */
  readonly text: () => string;
  readonly isClosed: () => boolean;
}

async function connected(): Promise<Connection> {
  const { port } = new URL(live.url);
  const socket = connect(Number(port), "127.0.0.1");
  open.push(socket);
  let [text, isClosed] = ["", false];
  socket.setEncoding("latin1");
  socket.on("data", (chunk: string) => {
    text += chunk;
  });
  socket.on("error", () => undefined);
  socket.on("close", () => {
    isClosed = true;
  });
  await once(socket, "connect");
  return { socket, text: () => text, isClosed: () => isClosed };
}

/** Sends it, and waits until it is answered or the connection closed. @returns the status; null: none */
async function answered(request: string | Buffer): Promise<number | null> {
  const { socket, text, isClosed } = await connected();
  socket.write(request);
  await waitFor("it is answered or closed", () => isClosed() || text().includes("\r\n\r\n"));
  socket.destroy();
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(text())?.[1] ?? Number.NaN) || null;
}

const isWell = async (): Promise<boolean> => (await fetch(`${live.url}/api/health`)).status === 200;
const head = (...lines: string[]): string => `${[`Host: ${host}`, ...lines].join("\r\n")}\r\n\r\n`;
const ours = (): string[] => Object.entries(live.headers).map(([name, value]) => `${name}: ${value}`);
const post = (...lines: string[]): string =>
  `POST /api/groups HTTP/1.1\r\n${head(...ours(), "Content-Type: application/json", ...lines)}`;

test.each<[string, number | null, () => string]>([
  ["no HTTP", 400, () => "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n"],
  ["a method that there is not", 400, () => `BREW / HTTP/1.1\r\n${head()}`],
  ["a version that there is not", 400, () => `GET / HTTP/9.9\r\n${head()}`],
  ["no Host", 400, () => "GET /api/health HTTP/1.1\r\n\r\n"],
  ["two Hosts", 403, () => `GET /api/health HTTP/1.1\r\nHost: evil.example\r\n${head()}`],
  ["a foreign Host", 403, () => "GET /api/health HTTP/1.1\r\nHost: evil.example\r\n\r\n"],
  ["another site as its target", 200, () => `GET http://evil.example/ HTTP/1.1\r\n${head()}`],
  ["a way out of the folder", 404, () => `GET /api/../../../../etc/passwd HTTP/1.1\r\n${head(...ours())}`],
  ["a half-escaped path", 404, () => `GET /api/backups/%zz/rdb HTTP/1.1\r\n${head(...ours())}`],
  ["NUL in its path", 400, () => `GET /api/\0 HTTP/1.1\r\n${head()}`],
  ["a header without a name", 400, () => `GET /api/health HTTP/1.1\r\n: x\r\n${head()}`],
  ["a header on two lines", 400, () => `GET /api/health HTTP/1.1\r\nX: a\r\n b\r\n${head()}`],
  ["a header with a bare line feed", 400, () => `GET /api/health HTTP/1.1\nHost: ${host}\n\n`],
  ["a head of 20 KiB", 431, () => `GET /api/health HTTP/1.1\r\nX: ${"x".repeat(20_480)}\r\n${head()}`],
  [
    "a thousand headers too many",
    431,
    () => `GET / HTTP/1.1\r\n${"X: yyyyyyyyyyyyyyyy\r\n".repeat(1_500)}${head()}`,
  ],
  ["two lengths", 400, () => `${post("Content-Length: 2", "Content-Length: 3")}{}x`],
  ["a length and chunks", 400, () => `${post("Content-Length: 2", "Transfer-Encoding: chunked")}0\r\n\r\n`],
  ["a negative length", 400, () => post("Content-Length: -1")],
  ["a length of no number", 400, () => post("Content-Length: 1e3")],
  ["a chunk of no number", 400, () => `${post("Transfer-Encoding: chunked")}zz\r\n{}\r\n0\r\n\r\n`],
  ["a length beyond the limit", 413, () => post("Content-Length: 9999999999")],
  [
    "chunks beyond the limit",
    413,
    () => `${post("Transfer-Encoding: chunked")}${`4000\r\n${" ".repeat(0x4000)}\r\n`.repeat(5)}0\r\n\r\n`,
  ],
  ["deep JSON", 400, () => `${post("Content-Length: 60000")}${"[".repeat(60_000)}`],
  ["JSON that reaches for prototypes", 400, () => `${post("Content-Length: 25")}{"__proto__":{"name":"x"}}`],
  ["an upgrade to nothing", null, () => `GET / HTTP/1.1\r\n${head("Connection: Upgrade", "Upgrade: h2c")}`],
  [
    "an upgrade without a key",
    400,
    () =>
      `GET /live/?EIO=4&transport=websocket HTTP/1.1\r\n${head("Connection: Upgrade", "Upgrade: websocket", ...ours())}`,
  ],
])("R17: a request with %s is refused or answered, and ends nothing", async (_, wanted, request) => {
  const status = await answered(request());
  expect(status).toBe(wanted);
  expect(await isWell()).toBe(true);
});

test("R17: 2,000 requests of noise, and of proper ones with bytes changed, end nothing, and leave no memory behind", async () => {
  const draw = drawing(4);
  const proper = Buffer.from(`${post("Content-Length: 2")}{}`);
  const one = async (n: number): Promise<void> => {
    const bytes = Buffer.from(n % 4 === 0 ? Array.from({ length: 1 + draw(400) }, () => draw(256)) : proper);
    for (let i = 0; i <= draw(6); i += 1) bytes[draw(bytes.length)] = draw(256);
    const { socket, isClosed } = await connected();
    // Both an end and an answer are an end to it: some lack the bytes that they announce.
    socket.end(bytes);
    await waitFor("the server has closed it", isClosed, 20_000);
  };
  const some = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += 50) await Promise.all(Array.from({ length: 50 }, (_, i) => one(n + i)));
  };
  await some(500);
  const before = await live.memory();
  await some(2_000);
  const after = await live.memory();
  expect(live.isAlive()).toBe(true);
  expect(after.heap / before.heap).toBeLessThan(1.25);
  expect(await isWell()).toBe(true);
}, 120_000);

test("R17: who sends nothing, a head bit by bit, or less of a body than was announced is cut off, while others are answered", async () => {
  const slow: readonly [string, string][] = [
    ["nothing", ""],
    ["half a line", "GET /api/hea"],
    ["a head without an end", `GET /api/health HTTP/1.1\r\nHost: ${host}\r\n`],
    ["less of a body than announced", `${post("Content-Length: 60")}{`],
    ["chunks without an end", `${post("Transfer-Encoding: chunked")}1\r\n{\r\n`],
  ];
  const all = await Promise.all(
    slow
      .flatMap((one) => Array.from({ length: 40 }, () => one))
      .map(async ([kind, text]) => {
        const connection = await connected();
        connection.socket.write(text);
        return { kind, ...connection };
      }),
  );
  // Each goes on a little, so that none is silent.
  const dripping = setInterval(() => {
    for (const { kind, socket } of all)
      if (!socket.destroyed && kind !== "nothing") socket.write(kind.startsWith("a head") ? "X: y\r\n" : " ");
  }, 500);
  try {
    const begun = performance.now();
    expect(await isWell()).toBe(true);
    const mostMs = httpBounds.requestTimeout + 3 * httpBounds.connectionsCheckingInterval;
    await waitFor("all are cut off", () => all.every(({ isClosed }) => isClosed()), mostMs + 20_000);
    expect(performance.now() - begun).toBeGreaterThan(httpBounds.headersTimeout / 2);
    for (const { kind, text } of all) expect(text(), kind).toMatch(/^$|^HTTP\/1\.1 (408|400|401|413) /);
    expect(await isWell()).toBe(true);
  } finally {
    clearInterval(dripping);
  }
}, 90_000);
