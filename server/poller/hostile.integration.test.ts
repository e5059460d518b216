import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Reading } from "@/lib/info/view";
import type { Fleet } from "@/server/ports";
import { groupConfig, idAt, seedOf, testFleet } from "@/server/testing/fleet";
import {
  type Answer,
  answering,
  bulk,
  type HostileServer,
  pour,
  primaryInfo,
  startHostile,
} from "@/server/testing/hostile";
import { waitFor } from "@/server/testing/wait-for";

let fleet: Fleet | null = null;
let server: HostileServer | null = null;
const crashes: unknown[] = [];
const crashed = (error: unknown): void => void crashes.push(error);
beforeEach(() => {
  crashes.length = 0;
  process.on("uncaughtException", crashed).on("unhandledRejection", crashed);
});
afterEach(async () => {
  await fleet?.close();
  await server?.close();
  process.off("uncaughtException", crashed).off("unhandledRejection", crashed);
});

/** The first reading of an instance that answers so. */
async function readingOf(answer: Answer, greet?: Parameters<typeof startHostile>[1]): Promise<Reading> {
  server = await startHostile(answer, greet);
  const id = idAt(server);
  fleet = await testFleet([groupConfig([seedOf(server)])]);
  await fleet.refresh("orders");
  const reading = fleet.members("orders").get(id)?.reading ?? null;
  const instance = fleet.group("orders")?.instances[0];
  if (reading === null) throw new Error("there is no reading");
  if (reading.state !== "reached")
    expect(instance).toMatchObject({ reachable: false, offset: null, lagBytes: null, replid: null });
  expect(crashes).toEqual([]);
  return reading;
}

const never: Answer = () => {};
const each =
  (reply: string): Answer =>
  (socket) =>
    void socket.write(reply);
const poured =
  (start: string): Answer =>
  (socket) => {
    socket.write(start);
    pour(socket, Buffer.alloc(65_536, "x"));
  };

test("a well-meant answer is read, so that what follows tests the hostility alone", async () => {
  expect(await readingOf(answering(bulk(primaryInfo())))).toMatchObject({
    state: "reached",
    view: { role: "primary", offset: 4711 },
  });
});

test.each<[string, Answer]>([
  ["a line without end", poured("+")],
  ["an announced text of 9 GB", poured("$9999999999\r\n")],
  ["a text that is longer than it said", poured("$10\r\n")],
  ["a list that announces a billion items", each("*1000000000\r\n")],
  ["lists in lists in lists", each("*1\r\n".repeat(100_000))],
  ["two answers for each question", each("+OK\r\n+OK\r\n")],
  ["a RESP3 push that would crash a parser", each(">1\r\n_\r\n")],
  ["HTTP", each("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")],
  [
    "random bytes",
    (socket) => void socket.write(Buffer.from(Array.from({ length: 999 }, (_, i) => (i * 167 + 91) % 256))),
  ],
])("%s makes it unreachable by protocol", async (_, answer) => {
  expect(await readingOf(answer)).toMatchObject({ state: "unreachable", reason: "protocol" });
});

test("a reply that nobody asked for makes it unreachable by protocol", async () => {
  const greet: Parameters<typeof startHostile>[1] = (socket) =>
    void socket.write("$-1\r\n$-1\r\n$-1\r\n$-1\r\n");
  expect(await readingOf(never, greet)).toMatchObject({ state: "unreachable", reason: "protocol" });
});

test("one that takes connections and says nothing is a timeout", async () => {
  expect(await readingOf(never)).toMatchObject({ state: "unreachable", reason: "timeout" });
});

test("one that closes every connection at once is refused", async () => {
  expect(await readingOf(never, (socket) => void socket.destroy())).toMatchObject({
    state: "unreachable",
    reason: "refused",
  });
});

test.each([
  ["a number", ":1\r\n", "INFO"],
  ["nil", "$-1\r\n", "INFO"],
  ["a list", `*1\r\n${bulk(primaryInfo())}`, "INFO"],
  ["an error of its own", "-WEIRD <script>alert(1)</script>\r\n", "INFO"],
  ["an empty text", bulk(""), "role"],
  ["a role of its own", bulk(primaryInfo({ role: "queen" })), "role"],
  ["no offset", bulk(primaryInfo({ master_repl_offset: null })), "master_repl_offset"],
  ["an offset that is no number", bulk(primaryInfo({ master_repl_offset: "12abc" })), "master_repl_offset"],
  ["a negative offset", bulk(primaryInfo({ master_repl_offset: "-5" })), "master_repl_offset"],
  [
    "an offset past 2^53",
    bulk(primaryInfo({ master_repl_offset: "9007199254740993" })),
    "master_repl_offset",
  ],
  [
    "an offset in scientific notation",
    bulk(primaryInfo({ master_repl_offset: "1e3" })),
    "master_repl_offset",
  ],
  ["a replid that is none", bulk(primaryInfo({ master_replid: "0x00" })), "master_replid"],
  ["a mangled slave line", bulk(primaryInfo({ slave0: "ip=,port=x,state=" })), "slave0"],
])(
  "R6: INFO that is %s is unreadable, names the field, and never becomes a zero",
  async (_, reply, field) => {
    const reading = await readingOf(answering(reply));
    expect(reading).toMatchObject({ state: "unreadable", field });
    expect(JSON.stringify(fleet?.group("orders"))).not.toMatch(/script|queen|12abc|WEIRD </);
  },
);

test("a flood does not fill the memory, however often it is tried", async () => {
  global.gc?.();
  const before = process.memoryUsage().rss;
  await readingOf(poured("$8000000\r\n"));
  const tries = server?.dialled ?? [];
  await waitFor("five attempts were made", () => tries.length >= 5, 30_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  expect(crashes).toEqual([]);
});

test("no pause between two attempts is longer than 5 s and a timeout", async () => {
  // A busy machine lets this process itself stand still: that is no pause of the poller's.
  const stalls = monitorEventLoopDelay();
  stalls.enable();
  await readingOf(never, (socket) => void socket.destroy());
  const dialled = server?.dialled ?? [];
  await waitFor("nine attempts were made", () => dialled.length >= 9, 50_000);
  const pauses = dialled.slice(1).map((at, index) => at - (dialled[index] ?? at));
  expect(Math.max(...pauses)).toBeLessThan(5_200 + stalls.max / 1_000_000);
  expect(Math.max(...pauses)).toBeGreaterThan(2_400);
  expect(pauses[0]).toBeLessThan(Math.max(...pauses) / 4);
});

test("a reply after its deadline counts as none, and is not taken for the next one's", async () => {
  let asked = 0;
  const reading = await readingOf((socket, words) => {
    if (words !== "INFO REPLICATION") return answering("")(socket, words);
    asked += 1;
    const offset = String(1000 + asked);
    if (asked === 1) setTimeout(() => socket.write(bulk(primaryInfo({ master_repl_offset: offset }))), 500);
    else socket.write(bulk(primaryInfo({ master_repl_offset: offset })));
  });
  expect(reading).toMatchObject({ state: "unreachable", reason: "timeout" });
  const next = await waitFor("it answers in time", () => {
    const now = fleet?.members("orders").values().next().value?.reading;
    return now?.state === "reached" ? now : null;
  });
  expect(next.view.offset).toBeGreaterThanOrEqual(1002);
});
