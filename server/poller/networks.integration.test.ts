import { afterEach, beforeAll, expect, test } from "vitest";
import type { LocalServer, ServerBinary } from "@/server/local";
import type { Fleet } from "@/server/ports";
import { type Network, usualAllow } from "@/server/redis/network";
import { Networks } from "@/server/redis/networks";
import { ask } from "@/server/testing/ask";
import { groupConfig, idAt, instanceAt, seedOf, testFleet, untilGroup } from "@/server/testing/fleet";
import { isOnline, linkUp, startTestServer, stopServers } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";

const OTHER = "127.0.0.2";
const here: readonly Network[] = [{ family: "ipv4", address: "127.0.0.1", prefix: 32 }];
let binary: ServerBinary;
let fleet: Fleet | null = null;
const servers: LocalServer[] = [];
beforeAll(async () => {
  const [first] = await serverMatrix();
  if (first === undefined) throw new Error("there is no server");
  binary = first;
});
afterEach(async () => {
  await fleet?.close();
  fleet = null;
  await stopServers(servers.splice(0));
});

/** A server at another address of this machine; a replica where an upstream is given, announced under that address or another. */
async function startAt(host: string, upstream?: LocalServer, announced = host): Promise<LocalServer> {
  const replicaof = upstream && {
    replicaof: `${upstream.host} ${upstream.port}`,
    "replica-announce-ip": announced,
  };
  const server = await startTestServer(binary, { ...replicaof }, { host });
  servers.push(server);
  if (upstream !== undefined) await linkUp(server);
  return server;
}

/** How many connections it has taken, this one included. */
const taken = async (server: LocalServer): Promise<number> =>
  Number(/total_connections_received:(\d+)/.exec(String(await ask(server, [["INFO", "stats"]])))?.[1]);

const outside = `${OTHER} is outside networks.allow; add it there if it is yours.`;

test("R6: an instance and a Sentinel outside networks.allow are shown, with the reason, and not one connection reaches them", async () => {
  const primary = await startAt("127.0.0.1");
  const replica = await startAt(OTHER, primary);
  await isOnline(primary, replica);
  const before = await taken(replica);
  const networks = new Networks(here);
  const watched = await testFleet([groupConfig([seedOf(primary)], { sentinels: [idAt(replica)] })], {
    networks,
  });
  fleet = watched;
  const group = await untilGroup(
    watched,
    "orders",
    "it is found, and found not to be allowed",
    ({ findings, sentinel }) =>
      findings.some(({ code }) => code === "instance-unreachable") && sentinel?.sentinels[0]?.problem != null,
  );
  expect(instanceAt(group, primary)).toMatchObject({ reachable: true, role: "primary" });
  expect(instanceAt(group, replica)).toMatchObject({
    reachable: false,
    unreachableReason: "not-allowed",
    problem: outside,
    role: null,
  });
  expect(group.sentinel?.sentinels).toMatchObject([{ address: idAt(replica), problem: outside }]);
  expect(group.findings.find(({ code }) => code === "instance-unreachable")).toMatchObject({
    detail: expect.stringMatching(/^Tidemark does not connect to it/),
    evidence: { reason: "not-allowed" },
    advice: expect.stringContaining("networks.allow"),
  });

  const options = { as: "operator" as const, deadlineMs: 1_000 };
  expect(await watched.command(idAt(replica), ["PING"], options)).toEqual({
    state: "unsent",
    detail: outside,
  });
  expect(await watched.sentinelCommand("orders", idAt(replica), ["PING"], options)).toEqual({
    state: "unsent",
    detail: outside,
  });
  const { signal } = new AbortController();
  const copy = { silenceMs: 1_000, prepareMs: 1_000, readerVersion: null, signal };
  await expect(watched.openRdb(idAt(replica), copy)).rejects.toThrow(outside);
  const write = { silenceMs: 1_000, permit: () => true, signal };
  await expect(watched.openWriter(idAt(replica), write)).rejects.toThrow(outside);
  await watched.close();
  fleet = null;
  expect(await taken(replica)).toBe(before + 1);
});

test.each([
  ["169.254.169.254", "metadata"],
  ["0.0.0.0", "unspecified"],
])(
  "R6: a server that announces %s is not followed there, though everything is allowed: %s",
  async (announced, kind) => {
    const primary = await startAt("127.0.0.1");
    const replica = await startAt("127.0.0.1", primary, announced);
    await isOnline(primary, replica);
    const networks = new Networks([...usualAllow, { family: "ipv4", address: "0.0.0.0", prefix: 0 }]);
    fleet = await testFleet([groupConfig([seedOf(primary)])], { networks });
    const seen = await fleet.refresh("orders");
    expect(seen.instances.find(({ id }) => id.startsWith(announced))).toMatchObject({
      reachable: false,
      unreachableReason: "not-allowed",
      problem: expect.stringContaining(kind),
    });
  },
);

test("R6: what a translated address leads to is looked at, not the address that is announced", async () => {
  const primary = await startAt("127.0.0.1");
  const replica = await startAt("127.0.0.1", primary, "203.0.113.7");
  await isOnline(primary, replica);
  const addresses = { [`203.0.113.7:${replica.port}`]: idAt(replica) };
  fleet = await testFleet([groupConfig([seedOf(primary)], { addresses })], { networks: new Networks(here) });
  const seen = await fleet.refresh("orders");
  expect(seen.instances.map(({ reachable }) => reachable)).toEqual([true, true]);
});
