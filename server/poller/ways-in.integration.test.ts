import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { LocalServer, ServerBinary } from "@/server/local";
import type { Fleet } from "@/server/ports";
import { ask } from "@/server/testing/ask";
import {
  groupConfig,
  idAt,
  instanceAt,
  seedOf,
  silentLog,
  testFleet,
  untilGroup,
} from "@/server/testing/fleet";
import { startGroup, startReplica, startTestServer, stopServers } from "@/server/testing/group";
import { LinkProxy } from "@/server/testing/proxy";
import { serverMatrix } from "@/server/testing/versions";

let binary: ServerBinary;
let fleet: Fleet | null = null;
let dir: string;
const servers: LocalServer[] = [];
beforeAll(async () => {
  const matrix = await serverMatrix();
  const found = matrix.find(({ version }) => version.startsWith("7.")) ?? matrix[0];
  if (found === undefined) throw new Error("there is no server");
  binary = found;
  dir = mkdtempSync(join(tmpdir(), "tidemark-ways-"));
});
afterEach(async () => {
  await fleet?.close();
  await stopServers(servers.splice(0));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const keep = <T extends LocalServer>(server: T): T => {
  servers.push(server);
  return server;
};

test("a group on IPv6 is found, its ids in brackets", async () => {
  const group = await startGroup({ binary, replicas: 1, host: "::1" });
  servers.push(...group.all);
  fleet = await testFleet([groupConfig([seedOf(group.primary)])]);
  const seen = await fleet.refresh("orders");
  expect(seen.instances.map(({ id }) => id).sort()).toEqual(
    group.all.map(({ port }) => `[::1]:${port}`).sort(),
  );
});

test("from a unix socket the group is found, and the socket's server is one member under its socket", async () => {
  const path = join(dir, "redis.sock");
  const primary = keep(await startTestServer(binary, { unixsocket: path }));
  const replica = keep(await startReplica(binary, primary));
  fleet = await testFleet([groupConfig([`unix:${path}`])]);
  const seen = await fleet.refresh("orders");
  expect(seen.instances.map(({ id }) => id).sort()).toEqual([`unix:${path}`, idAt(replica)].sort());
  expect(instanceAt(seen, replica).upstream).toBe(`unix:${path}`);
});

test("two names of one server are one member", async () => {
  const group = await startGroup({ binary, replicas: 1 });
  servers.push(...group.all);
  const seeds = [`redis://localhost:${group.primary.port}`, seedOf(group.primary)];
  fleet = await testFleet([groupConfig(seeds)]);
  const seen = await fleet.refresh("orders");
  expect(seen.instances).toHaveLength(2);
  expect(seen.primary).toBe(`localhost:${group.primary.port}`);
  expect(seen.instances.find(({ role }) => role === "replica")?.upstream).toBe(seen.primary);
});

// Seen on a busy machine: two primaries of one process, for good, since its first name was slow when the second turned up.
test("a second name that turns up while the first does not answer is no second primary once that answers again", async () => {
  const primary = keep(await startTestServer(binary));
  const replica = keep(await startReplica(binary, primary));
  const [first, second] = [await LinkProxy.start(primary), await LinkProxy.start(primary)];
  const addresses = { [idAt(primary)]: idAt(first) };
  fleet = await testFleet([groupConfig([seedOf(first), seedOf(replica)], { addresses })]);
  const seen = await fleet.refresh("orders");
  expect(seen.instances.map(({ id }) => id).sort()).toEqual([idAt(first), idAt(replica)].sort());

  first.weather.paused = true;
  first.each((connection) => connection.pause());
  await untilGroup(fleet, "orders", "the first is away", (group) => !instanceAt(group, first).reachable);
  await ask(replica, [["REPLICAOF", second.host, String(second.port)]]);
  await untilGroup(fleet, "orders", "the second is met", ({ instances }) =>
    instances.some(({ id, role }) => id === idAt(second) && role === "primary"),
  );
  first.weather.paused = false;
  first.each((connection) => connection.resume());
  const whole = await untilGroup(
    fleet,
    "orders",
    "the two names are one member",
    ({ instances }) => instances.length === 2 && instances.every(({ reachable }) => reachable),
  );
  expect(whole.findings.filter(({ code }) => code === "two-primaries")).toEqual([]);
  expect(whole.primary).toBe(idAt(first));
  expect(instanceAt(whole, replica).upstream).toBe(idAt(first));
  await fleet.close();
  await Promise.all([first.close(), second.close()]);
});

test("behind address translation, announced addresses are dialled where they can be reached", async () => {
  const primary = keep(await startTestServer(binary));
  const announced = { "replica-announce-ip": "203.0.113.7", "replica-announce-port": "6390" };
  const replica = keep(await startReplica(binary, primary, announced));
  const way = await LinkProxy.start(replica);
  fleet = await testFleet([
    groupConfig([seedOf(primary)], { addresses: { "203.0.113.7:6390": `${way.host}:${way.port}` } }),
  ]);
  const seen = await fleet.refresh("orders");
  expect(instanceAt(seen, way)).toMatchObject({ reachable: true, role: "replica", upstream: idAt(primary) });
  expect(instanceAt(seen, primary).replicas).toEqual([idAt(way)]);
  await fleet.close();
  await way.close();
});

test("an announced address that leads nowhere is shown, unreachable", async () => {
  const primary = keep(await startTestServer(binary));
  keep(await startReplica(binary, primary, { "replica-announce-port": "1" }));
  fleet = await testFleet([groupConfig([seedOf(primary)])]);
  const seen = await fleet.refresh("orders");
  const lost = seen.instances.find(({ id }) => id === "127.0.0.1:1");
  expect(lost).toMatchObject({ reachable: false, unreachableReason: "refused", role: null, offset: null });
});

test("without discovery nobody but the seeds is dialled", async () => {
  const group = await startGroup({ binary, replicas: 1 });
  servers.push(...group.all);
  const poll = { intervalMs: 100, timeoutMs: 300, discover: false };
  fleet = await testFleet([groupConfig([seedOf(group.primary)])], { poll });
  await fleet.refresh("orders");
  expect((await fleet.refresh("orders")).instances.map(({ id }) => id)).toEqual([idAt(group.primary)]);
});

test("two groups are watched side by side, and one that is added and removed disturbs neither", async () => {
  const [one, two] = [await startGroup({ binary, replicas: 1 }), await startGroup({ binary, replicas: 1 })];
  servers.push(...one.all, ...two.all);
  fleet = await testFleet([groupConfig([seedOf(one.primary)], { name: "One" })]);
  const added = await fleet.addGroup({ name: "Two", seeds: [seedOf(two.primary)] });
  expect(added).toMatchObject({ id: "two", primary: idAt(two.primary) });
  await fleet.refresh("one");
  expect(fleet.groups().map(({ id, instances }) => [id, instances.length])).toEqual([
    ["one", 2],
    ["two", 2],
  ]);
  expect(fleet.groupOf(idAt(two.primary))?.id).toBe("two");
  await fleet.removeGroup("two");
  expect(fleet.groups().map(({ id }) => id)).toEqual(["one"]);
  expect(await ask(two.primary, [["PING"]])).toBe("PONG");
});

test("two groups whose seeds are of one group become one, with a warning", async () => {
  const group = await startGroup({ binary, replicas: 1 });
  servers.push(...group.all);
  const [primary, replica] = group.all;
  if (primary === undefined || replica === undefined) throw new Error("the group is not whole");
  const warnings: string[] = [];
  const gone: string[] = [];
  const log = { ...silentLog, warn: (_: object, message: string) => void warnings.push(message) };
  fleet = await testFleet(
    [groupConfig([seedOf(primary)], { name: "First" }), groupConfig([seedOf(replica)], { name: "Second" })],
    { log },
  );
  fleet.listen({ gone: (id) => gone.push(id) });
  await untilGroup(fleet, "first", "both are in the first", ({ instances }) => instances.length === 2);
  expect(fleet.groups().map(({ id }) => id)).toEqual(["first"]);
  expect(gone).toEqual(["second"]);
  expect(warnings).toEqual([expect.stringContaining("watched as one")]);
});

test("a group that is watched already cannot be added under another name", async () => {
  const group = await startGroup({ binary, replicas: 1 });
  servers.push(...group.all);
  fleet = await testFleet([groupConfig([seedOf(group.primary)])]);
  await fleet.refresh("orders");
  await expect(fleet.addGroup({ name: "again", seeds: group.replicas.map(seedOf) })).rejects.toMatchObject({
    status: 409,
    code: "group-exists",
  });
  expect(fleet.groups().map(({ id, instances }) => [id, instances.length])).toEqual([["orders", 2]]);
});
