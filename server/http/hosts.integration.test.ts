import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { GroupList } from "@/lib/contract";
import { createStore } from "@/server/store";
import { withAddedGroups } from "@/server/store/added-groups";
import { seedOf } from "@/server/testing/fleet";
import { type HostileServer, startHostile } from "@/server/testing/hostile";
import { changesHeard, type Overheard, overhear } from "@/server/testing/overhear";
import { type ApiBench, openApi, refused } from "./api.fixture";

let api: ApiBench;
let ears: readonly Overheard[] = [];
let hostile: HostileServer | null = null;
beforeAll(async () => {
  api = await openApi();
  ears = await Promise.all(
    [api.ids.primary, api.ids.replica].map((id) => {
      const { hostname, port } = new URL(`redis://${id}`);
      return overhear({ host: hostname, port: Number(port) });
    }),
  );
});
afterEach(async () => {
  await hostile?.close();
  hostile = null;
});
afterAll(async () => {
  await api?.close();
});

const nasty = ["evil7\r\nb", "evil7\nb", "evil7\u0000b", "evil7 b", "-evil7", "no one"];
const add = (seeds: readonly string[], more: object = {}) =>
  api.tidemark.change("POST", "/api/groups", { name: "carts", seeds, ...more });
const plan = (request: object) => api.tidemark.change("POST", "/api/groups/orders/plans", request);
const groups = async (): Promise<string[]> => {
  const list = GroupList.parse((await api.tidemark.get("/api/groups")).json);
  return list.groups.map(({ id }) => id);
};

test.each(nasty)(
  "R8: the host %j is 400 wherever a host or an id is taken, and no server hears of it",
  async (host) => {
    const id = `${host}:6379`;
    const named = encodeURIComponent(id);
    const { primary: upstream, replica: instance } = api.ids;
    const asked = [
      add([`redis://${host}:6379`]),
      add([id]),
      add([host]),
      add([`rediss://${host}:6379`]),
      add([`redis://10.0.0.1:6379`, `redis://${host}`]),
      add(["rediss://127.0.0.1:1"], { tls: { "server-name": host } }),
      plan({ action: "promote", instance: id }),
      plan({ action: "detach", instance: id }),
      plan({ action: "repoint", instance: id, upstream }),
      plan({ action: "repoint", instance, upstream: id }),
      plan({ action: "attach", instance, upstream: id }),
      plan({ action: "backup", instance: id }),
      plan({ action: "disconnect", instance: id }),
      plan({ action: "restore", instance: id, backup: "x" }),
      plan({ action: "relieve", instance: upstream, moves: [{ replica: instance, upstream: id }] }),
      plan({ action: "flatten", instance: upstream, moves: [{ replica: id, upstream }] }),
      plan({ action: "rearrange", instance: upstream, moves: [{ replica: instance, upstream: id }] }),
      api.tidemark.get(`/api/instances/${named}`),
      api.tidemark.get(`/api/instances/${named}/upstreams`),
      api.tidemark.get(`/api/instances/${named}/clients`),
      api.tidemark.get(`/api/instances/${named}/what-if`),
      api.tidemark.change("DELETE", `/api/groups/orders/instances/${named}`),
    ];
    const answers = await Promise.all(asked.map(refused));
    expect(answers.map(({ status }) => status)).toEqual(asked.map(() => 400));
    expect(JSON.stringify(answers)).not.toContain("evil7");
    expect(await changesHeard(ears)).toEqual([]);
    expect(await groups()).toEqual(["orders"]);
  },
);

test("R6: a Unix socket is no seed for who is not on this machine", async () => {
  for (const seed of ["unix:/run/redis.sock", "unix:///run/redis.sock", "redis+unix:///run/redis.sock"])
    expect(await refused(add(["redis://127.0.0.1:1", seed]))).toMatchObject({
      status: 400,
      code: "bad-group",
      detail: expect.stringContaining("seed 2 is a Unix socket"),
    });
  expect(await groups()).toEqual(["orders"]);
});

test("R6: a group of an earlier version that was added with a Unix socket is left out, and the log says so", async () => {
  const dir = mkdtempSync(join(tmpdir(), "tidemark-added-"));
  const store = await createStore(dir, { tiers: [{ stepMs: 1000, keepMs: 60_000 }], pollIntervalMs: 1000 });
  await store.groups.add({ name: "socket", seeds: ["unix:/run/redis.sock"] });
  await store.groups.add({ name: "carts", seeds: ["redis://10.0.0.1"] });
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  expect((await withAddedGroups([], store, log)).map(({ name }) => name)).toEqual(["carts"]);
  expect(lines.join("")).toMatch(/"group":"socket".*names a Unix socket/);
  await store.close();
  rmSync(dir, { recursive: true });
});

test.each([
  ["10.0.0.1:6379, 8.8.8.8:6379", "8.8.8.8 is outside networks.allow; add it there if it is yours."],
  ["169.254.169.254:80", "169.254.169.254 is an address where a cloud keeps its metadata"],
  ["[::ffff:169.254.169.254]:80", "metadata"],
  ["[fe80::1%eth0]:6379", "link-local"],
  ["0.0.0.0:6379", "unspecified"],
  // What the system's resolver makes of a number, and of an address in hexadecimal digits.
  [
    "2852039166:80",
    "2852039166 leads to 169.254.169.254, which is an address where a cloud keeps its metadata",
  ],
  ["0x08080808:6379", "0x08080808 leads to 8.8.8.8, which is outside networks.allow"],
])("R6: a group at %s is not added", async (seeds, why) => {
  expect(await refused(add(seeds.split(", ")))).toMatchObject({
    status: 400,
    code: "bad-group",
    detail: expect.stringContaining(why),
  });
  expect(await groups()).toEqual(["orders"]);
});

const canary = "canary-3f9a";
test.each<[string, Parameters<typeof startHostile>[0]]>([
  ["errors", (socket) => void socket.write(`-ERR ${canary}\r\n`)],
  ["errors of login", (socket) => void socket.write(`-NOAUTH ${canary}\r\n`)],
  ["errors of rights", (socket) => void socket.write(`-NOPERM ${canary}\r\n`)],
  ["errors of an unknown kind", (socket) => void socket.write(`-${canary.toUpperCase()} ${canary}\r\n`)],
  ["texts", (socket) => void socket.write(`$${canary.length}\r\n${canary}\r\n`)],
  ["HTTP", (socket) => void socket.end(`HTTP/1.1 200 OK\r\nServer: ${canary}\r\n\r\n${canary}`)],
  ["a banner", (socket) => void socket.end(`SSH-2.0-${canary}\r\n`)],
])("R6: what answers with %s is shown without a byte of it, and so is the log", async (_, answer) => {
  hostile = await startHostile(answer);
  const answered = await add([seedOf(hostile)], { password: "x" });
  expect(answered.status).toBe(201);
  expect(answered.text.toLowerCase()).not.toContain(canary);
  const id = encodeURIComponent(`${hostile.host}:${hostile.port}`);
  for (const path of [
    "/api/groups/carts",
    `/api/instances/${id}`,
    `/api/instances/${id}/clients`,
    "/api/events",
    "/api/audit",
    "/metrics",
  ])
    expect((await api.tidemark.get(path)).text.toLowerCase()).not.toContain(canary);
  const planned = await api.tidemark.change("POST", "/api/groups/carts/plans", { action: "backup" });
  expect(planned.text.toLowerCase()).not.toContain(canary);
  expect((await api.tidemark.change("DELETE", "/api/groups/carts")).status).toBe(204);
  expect(api.tidemark.log.join("").toLowerCase()).not.toContain(canary);
});
