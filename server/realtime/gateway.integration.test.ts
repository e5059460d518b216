import { createServer } from "node:http";
import { connect } from "node:net";
import { pino } from "pino";
import { io, type Socket } from "socket.io-client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ClientToServer, Group, ServerToClient, Tick } from "@/lib/contract";
import { listenOn } from "@/server/http/listen";
import { createSites } from "@/server/http/sites";
import type { FleetListener } from "@/server/ports";
import { waitFor } from "@/server/testing/wait-for";
import { openHouse } from "@/server/testing/who";
import { createGateway, type Gateway } from "./gateway";
import { openRaw } from "./raw-client.fixture";

type Page = Socket<ServerToClient, ClientToServer>;

const groupAt = (id: string, revision = 1): Group => ({
  id,
  name: id,
  mode: "replication",
  status: "ok",
  revision,
  sampledAt: null,
  primary: null,
  instances: [],
  findings: [],
  sentinel: null,
  protection: null,
  run: null,
  demo: false,
});

let url = "";
let gateway: Gateway;
let fleet: FleetListener;
let log: string[];
let closers: (() => unknown)[];
const groups = [groupAt("orders"), groupAt("carts")];

beforeEach(async () => {
  closers = [];
  log = [];
  const server = createServer((_, response) => response.writeHead(404).end());
  const listen = await listenOn(server, { host: "127.0.0.1", port: 0 }, false);
  const sites = createSites(listen, null);
  url = sites.publicUrl;
  gateway = createGateway({
    server,
    sites,
    auth: openHouse(),
    version: "1.2.3",
    now: Date.now,
    log: pino({}, { write: (line: string) => void log.push(line) }),
    fleet: {
      groups: () => groups,
      listen: (listener) => {
        fleet = listener;
        return () => {};
      },
    },
  });
  closers.push(
    () => server.close(),
    () => server.closeAllConnections(),
    () => gateway.close(),
  );
});
afterEach(async () => {
  for (const close of closers.reverse()) await close();
});

/** A page of ours, connected. */
async function page(origin = url): Promise<Page> {
  const socket: Page = io(url, {
    path: "/live",
    transports: ["websocket"],
    reconnection: false,
    extraHeaders: { Origin: origin },
  });
  closers.push(() => socket.close());
  await waitFor("the page is connected", () => socket.connected);
  return socket;
}

const watch = (socket: Page, wanted: string[] | "*") =>
  socket.timeout(5_000).emitWithAck("watch", { groups: wanted });

function ticksOf(socket: Page): Tick[] {
  const ticks: Tick[] = [];
  socket.on("tick", (tick) => ticks.push(tick));
  return ticks;
}

const upgrade = "Connection: Upgrade\r\nUpgrade: websocket";

const tick = (group: Group) => fleet.tick?.(group, [{ id: "h:1", offset: 1 }], 5);

describe("The upgrade", () => {
  test.each([
    ["a foreign Origin", { Origin: "https://evil.example" }],
    ["the Origin null", { Origin: "null" }],
    ["no Origin", {}],
    ["an Origin that only begins like ours", { Origin: "http://127.0.0.1.evil.example" }],
    ["our Origin, asked for under a foreign Host", { Host: "evil.example" }],
  ])("with %s is refused with 403 before it happens", async (_, headers) => {
    const withOrigin = "Host" in headers ? { ...headers, Origin: url } : headers;
    const raw = await openRaw(url, withOrigin);
    closers.push(() => raw.socket.destroy());
    expect(raw.status).toBe("HTTP/1.1 403 Forbidden");
    await waitFor("the connection is closed", () => raw.socket.destroyed || raw.socket.readableEnded);
  });

  test("with our Origin is done", async () => {
    const raw = await openRaw(url, { Origin: url });
    closers.push(() => raw.socket.destroy());
    expect(raw.status).toBe("HTTP/1.1 101 Switching Protocols");
  });

  // Seen in development: after a restart hot reload asked before Next listened, and /live never came back.
  test("on another path is closed when nobody answers it", async () => {
    const { port, host } = new URL(url);
    const socket = connect(Number(port), "127.0.0.1");
    closers.push(() => socket.destroy());
    socket.resume().write(`GET /_next/hmr HTTP/1.1\r\nHost: ${host}\r\n${upgrade}\r\n\r\n`);
    await waitFor("the connection is closed", () => socket.readableEnded);
  });

  test("There is no other way in: polling is refused, with our Origin too", async () => {
    for (const headers of [{ Origin: url }, { Origin: "https://evil.example" }])
      for (const method of ["GET", "POST"]) {
        const answer = await fetch(`${url}/live/?EIO=4&transport=polling`, { method, headers });
        expect(answer.status).toBe(400);
        expect(answer.headers.get("access-control-allow-origin")).toBeNull();
      }
  });
});

describe("Watching", () => {
  test("is answered with the groups asked for, and ticks of those alone, numbered without a hole", async () => {
    const socket = await page();
    const ticks = ticksOf(socket);
    expect(await watch(socket, ["orders"])).toEqual({ seq: 0, groups: [groups[0]] });
    for (let i = 0; i < 5; i += 1) for (const group of groups) tick(group);
    await waitFor("five ticks", () => ticks.length === 5);
    expect(ticks.map((one) => one.seq)).toEqual([1, 2, 3, 4, 5]);
    expect(ticks.every((one) => one.group === "orders")).toBe(true);
  });

  test("again goes on from the number it answers", async () => {
    const socket = await page();
    const ticks = ticksOf(socket);
    await watch(socket, ["orders"]);
    tick(groupAt("orders"));
    await waitFor("one tick", () => ticks.length === 1);
    const answer = await watch(socket, "*");
    expect(answer).toEqual({ seq: 1, groups });
    tick(groupAt("carts"));
    await waitFor("another tick", () => ticks.length === 2);
    expect(ticks[1]).toMatchObject({ seq: 2, group: "carts" });
  });

  test("Each page has numbers of its own", async () => {
    const [first, second] = [await page(), await page()];
    const [ofFirst, ofSecond] = [ticksOf(first), ticksOf(second)];
    await watch(first, "*");
    tick(groupAt("orders"));
    await watch(second, "*");
    tick(groupAt("orders"));
    await waitFor("both have the second tick", () => ofFirst.length === 2 && ofSecond.length === 1);
    expect([ofFirst[1]?.seq, ofSecond[0]?.seq]).toEqual([2, 1]);
  });

  test("Who does not watch hears only the beat, every second", async () => {
    const socket = await page();
    const heard: string[] = [];
    socket.onAny((name: string) => heard.push(name));
    tick(groupAt("orders"));
    fleet.changed?.(groupAt("orders"));
    await waitFor("two beats", () => heard.length >= 2);
    expect(new Set(heard)).toEqual(new Set(["beat"]));
  });

  test("A tick in which nothing changed is not sent", async () => {
    const socket = await page();
    const ticks = ticksOf(socket);
    await watch(socket, "*");
    fleet.tick?.(groupAt("orders"), [], 5);
    tick(groupAt("orders"));
    await waitFor("a tick", () => ticks.length === 1);
    expect(ticks[0]?.seq).toBe(1);
  });

  test("Changes of a group, its end, events and findings reach those who watch it", async () => {
    const [watching, other] = [await page(), await page()];
    const heard: string[] = [];
    const wrong: string[] = [];
    watching.onAny((name: string) => name !== "beat" && heard.push(name));
    other.onAny((name: string) => name !== "beat" && wrong.push(name));
    await watch(watching, ["orders"]);
    await watch(other, ["carts"]);
    const at = new Date(0).toISOString();
    const common = { group: "orders", instance: null, severity: "info", title: "", detail: "" } as const;
    fleet.changed?.(groupAt("orders", 2));
    gateway.event({ ...common, id: "e", at, type: "gap", run: null });
    gateway.finding({
      ...common,
      id: "f",
      code: "ring",
      since: at,
      evidence: {},
      advice: "",
      action: null,
      open: true,
    });
    fleet.gone?.("orders");
    tick(groupAt("carts"));
    await waitFor("all four", () => heard.length === 4 && wrong.length === 1);
    expect(heard).toEqual(["group", "event", "finding", "group-gone"]);
    expect(wrong).toEqual(["tick"]);
  });
});

describe("Pages that behave badly", () => {
  test.each([null, 5, "orders", {}, { groups: "all" }, { groups: [1] }, { groups: ["Not A Slug"] }])(
    "A watch of %j is answered with what it needs",
    async (request) => {
      const socket = await page();
      const untyped: {
        timeout: (ms: number) => { emitWithAck(name: string, request: unknown): Promise<unknown> };
      } = socket;
      expect(await untyped.timeout(5_000).emitWithAck("watch", request)).toEqual({
        error: expect.stringContaining("watch needs"),
      });
    },
  );

  test("Bytes and packets of nonsense end at most the connection they came by", async () => {
    const good = await page();
    for (const text of [
      "",
      "9",
      "42",
      '42["watch"]',
      '42["watch",{"groups":"*"}]',
      "451-[",
      '42[{"__proto__":1}]',
      "4".repeat(9_000),
    ]) {
      const raw = await openRaw(url, { Origin: url });
      closers.push(() => raw.socket.destroy());
      raw.send("40");
      raw.send(text);
    }
    for (let seed = 1; seed <= 50; seed += 1) {
      const raw = await openRaw(url, { Origin: url });
      closers.push(() => raw.socket.destroy());
      raw.sendBytes(Uint8Array.from({ length: 64 }, (_, i) => (seed * 7919 + i * 104_729) % 256));
    }
    expect(await watch(good, "*")).toEqual({ seq: 0, groups });
  });

  test("One that does not read is dropped, and holds up nobody", async () => {
    const raw = await openRaw(url, { Origin: url });
    closers.push(() => raw.socket.destroy());
    raw.send("40");
    await waitFor("its connection is accepted", () => raw.received().includes("40{"));
    raw.send('420["watch",{"groups":"*"}]');
    await waitFor("its watch is answered", () => raw.received().includes("430["));
    const good = await page();
    const ticks = ticksOf(good);
    await watch(good, "*");
    raw.socket.pause();
    const rows = [{ id: "h:1", name: "x".repeat(200_000) }];
    let sent = 0;
    await waitFor("the server drops it", () => {
      fleet.tick?.(groupAt("orders"), rows, 5);
      sent += 1;
      return log.some((line) => line.includes("does not read"));
    });
    await waitFor("the other has all", () => ticks.length === sent);
    raw.socket.resume();
    await waitFor("it is cut off", () => raw.socket.closed || raw.socket.readableEnded, 5_000);
    const waiting = Number(/"waitingBytes":(\d+)/.exec(log.join("\n"))?.[1]);
    expect(waiting).toBeGreaterThan(1_000_000);
    expect(waiting).toBeLessThan(1_500_000);
  });

  test("A snapshot larger than that limit reaches a page that reads", async () => {
    const socket = await page();
    const names: string[] = [];
    socket.on("group", (group) => names.push(group.name));
    await watch(socket, "*");
    for (const id of ["a", "b"]) fleet.changed?.({ ...groupAt("orders"), name: id.repeat(1_500_000) });
    await waitFor("the first", () => names.length >= 1);
    expect(names[0]).toHaveLength(1_500_000);
    await waitFor("the second, which waited for it", () => names.length === 2);
    expect(socket.connected).toBe(true);
  });
});
