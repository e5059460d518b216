import { afterEach, describe, expect, test } from "vitest";
import type { Group } from "@/lib/contract";
import type { LocalServer, ServerBinary } from "@/server/local";
import { freePort } from "@/server/local/free-port";
import type { Fleet } from "@/server/ports";
import { usualNetworks } from "@/server/redis/networks";
import { ask, replicationField } from "@/server/testing/ask";
import {
  groupConfig,
  idAt,
  instanceAt,
  seedOf,
  silentLog,
  testFleet,
  untilGroup,
} from "@/server/testing/fleet";
import { startGroup, startTestServer, stopServers, type TestGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { type FleetOptions, monotonicClock } from "./config";
import { HeartbeatWriter } from "./heartbeat";

const heartbeat = { prefix: "tidemark:heartbeat", intervalMs: 200, ttlMs: 20_000 };
/** Nothing but heartbeats, then, moves the offset. */
const quiet = { "repl-ping-replica-period": "3600" };

const matrix = await serverMatrix();
// Before 6.2 writes cannot be paused apart, and refusals are not counted.
const binary = matrix.find(({ version }) => Number.parseInt(version, 10) >= 7);
if (binary === undefined) throw new Error("no server from 7.0 on");

let group: TestGroup | null = null;
const fleets: Fleet[] = [];
afterEach(async () => {
  await Promise.all(fleets.splice(0).map((fleet) => fleet.close()));
  await group?.stop();
  group = null;
});

async function watch(
  { all }: TestGroup,
  more: Partial<FleetOptions> = {},
  config: Parameters<typeof groupConfig>[1] = {},
): Promise<Fleet> {
  const fleet = await testFleet([groupConfig(all.map(seedOf), config)], { heartbeat, ...more });
  fleets.push(fleet);
  return fleet;
}

const known = (seen: Group, server: LocalServer): boolean => {
  const instance = seen.instances.find(({ id }) => id === idAt(server));
  return instance?.heartbeat != null;
};
const untilKnown = (fleet: Fleet, server: LocalServer): Promise<Group> =>
  untilGroup(fleet, "orders", "a reader's lag is known", (seen) => known(seen, server));

async function keysOn(server: LocalServer): Promise<string[]> {
  const keys = await ask(server, [["KEYS", "*"]]);
  return Array.isArray(keys) ? keys.map(String).sort() : [];
}
/** The number of the heartbeat `server` shows; null: none. */
async function shownBy(server: LocalServer): Promise<number | null> {
  const [key] = await keysOn(server);
  const value = key === undefined ? null : await ask(server, [["GET", key]]);
  return value === null ? null : Number(value);
}
/** A count of INFO commandstats or errorstats; 0 where the server has no such line. */
async function stat(server: LocalServer, section: string, line: string): Promise<number> {
  const info = String(await ask(server, [["INFO", section]]));
  return Number(new RegExp(`^${line}=(\\d+)`, "m").exec(info)?.[1] ?? 0);
}
/** Resolves when the group was derived so many times more. */
async function rounds(fleet: Fleet, count: number): Promise<void> {
  let seen = 0;
  const stop = fleet.listen({
    tick() {
      seen += 1;
    },
  });
  await waitFor(`${count} rounds`, () => seen >= count);
  stop();
}

describe.each(matrix)("with $name", (version) => {
  test("the key lives on the primary with a time to live, readers' lag is told by it, and it is gone after the end", async () => {
    // The very rights that the documentation names, beside those that watching and acting need.
    const user = [
      "tidemark on >reads -@all +ping +info +role +config|get +client|setname +pubsub ~tidemark:heartbeat:* +get",
      "tidemark-op on >writes -@all +client|setname ~tidemark:heartbeat:* +set",
    ];
    const chained = version === binary ? 1 : 0;
    group = await startGroup({ binary: version, replicas: 1, chained, settings: { ...quiet, user } });
    const { primary, replicas } = group;
    const login = {
      username: "tidemark",
      password: "reads",
      operator: { username: "tidemark-op", password: "writes" },
    };
    const fleet = await watch(group, {}, login);
    for (const replica of replicas) {
      const { heartbeat: told } = instanceAt(await untilKnown(fleet, replica), replica);
      expect(told?.lagSeconds).toBeLessThan(1);
      expect(told?.lagSecondsError).toBeLessThan(1);
    }
    expect(instanceAt(await fleet.refresh("orders"), primary).heartbeat).toBeNull();
    const [key, ...others] = await keysOn(primary);
    expect(others).toEqual([]);
    expect(key).toMatch(/^tidemark:heartbeat:orders:[0-9a-f]{8}$/);
    const leftMs = Number(await ask(primary, [["PTTL", key ?? ""]]));
    expect(leftMs).toBeGreaterThan(15_000);
    expect(leftMs).toBeLessThanOrEqual(heartbeat.ttlMs);
    const offset = async (): Promise<number> => Number(await replicationField(primary, "master_repl_offset"));
    const from = [await offset(), (await shownBy(primary)) ?? Number.NaN] as const;
    await waitFor("some were written", async () => ((await shownBy(primary)) ?? 0) > from[1] + 4);
    const to = [await offset(), (await shownBy(primary)) ?? Number.NaN] as const;
    // An offset was read before its number, so up to one heartbeat more stands in either.
    expect((to[0] - from[0]) / (to[1] - from[1] + 1)).toBeLessThan(130);
    await Promise.all(fleets.splice(0).map((one) => one.close()));
    for (const server of group.all)
      await waitFor("the key is gone", async () => (await keysOn(server)).length === 0, 10_000);
  });
});

test("While it is off, as by default, nothing is written and no key is read", async () => {
  group = await startGroup({ binary, replicas: 1 });
  const fleet = await testFleet([groupConfig(group.all.map(seedOf))]);
  fleets.push(fleet);
  await untilGroup(fleet, "orders", "both are watched", (seen) =>
    seen.instances.every((one) => one.reachable),
  );
  await rounds(fleet, 5);
  for (const server of group.all) {
    const stats = String(await ask(server, [["INFO", "commandstats"]]));
    const names = [...stats.matchAll(/^cmdstat_([^:]+):/gm)].map(([, name]) => name).sort();
    expect(names.filter((name) => name === "set" || name === "get" || name === "del")).toEqual([]);
    expect(await keysOn(server)).toEqual([]);
  }
  expect((await fleet.refresh("orders")).instances.map((one) => one.heartbeat)).toEqual([null, null]);
});

test("In a cluster nothing is written and no key is read: its slot may be another's", async () => {
  group = await startCluster(binary);
  const fleet = await watch(group);
  await untilGroup(fleet, "orders", "it is told for what it is", (seen) => {
    return seen.mode === "cluster" && seen.instances.some(({ link }) => link?.state === "up");
  });
  await rounds(fleet, 7);
  for (const server of group.all) {
    expect(await keysOn(server)).toEqual([]);
    // A refusal leaves a line as well.
    expect(String(await ask(server, [["INFO", "commandstats"]]))).not.toMatch(/^cmdstat_[gs]et:/m);
  }
});

/** A cluster of one primary with all slots, and its replica. */
async function startCluster(of: ServerBinary): Promise<TestGroup> {
  const bus = async (): Promise<string> => String(await freePort("127.0.0.1"));
  const [one, two] = await Promise.all(
    [await bus(), await bus()].map((port) =>
      startTestServer(of, { "cluster-enabled": "yes", "cluster-port": port }),
    ),
  );
  if (one === undefined || two === undefined) throw new Error("no servers");
  const stop = (): Promise<void> => stopServers([one, two]);
  try {
    const busOf = async (server: LocalServer): Promise<string> => {
      const reply = await ask(server, [["CONFIG", "GET", "cluster-port"]]);
      return Array.isArray(reply) ? String(reply[1]) : "";
    };
    await ask(one, [
      ["CLUSTER", "ADDSLOTSRANGE", "0", "16383"],
      ["CLUSTER", "MEET", two.host, String(two.port), await busOf(two)],
    ]);
    const id = String(await ask(one, [["CLUSTER", "MYID"]]));
    await waitFor("they have met", async () => String(await ask(two, [["CLUSTER", "NODES"]])).includes(id));
    await ask(two, [["CLUSTER", "REPLICATE", id]]);
    await waitFor("it is well", async () =>
      String(await ask(two, [["CLUSTER", "INFO"]])).includes("cluster_state:ok"),
    );
    return { primary: one, replicas: [two], all: [one, two], stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

test("A group that is forgotten is not written to any more, and its key ends by itself", async () => {
  group = await startGroup({ binary, replicas: 1 });
  const [replica] = group.replicas;
  if (replica === undefined) throw new Error("no replica");
  const fleet = await watch(group, { heartbeat: { ...heartbeat, ttlMs: 1_000 } });
  await untilKnown(fleet, replica);
  await fleet.removeGroup("orders");
  const calls = await stat(group.primary, "commandstats", "cmdstat_set:calls");
  const { primary } = group;
  await waitFor("the key is gone", async () => (await keysOn(primary)).length === 0);
  expect(await stat(primary, "commandstats", "cmdstat_set:calls")).toBe(calls);
});

test("One that a stopped primary had received is written when it runs again, though it was given up", async () => {
  group = await startGroup({ binary, replicas: 0 });
  const { primary } = group;
  const writer = new HeartbeatWriter({
    group: "orders",
    heartbeat,
    operator: { username: null, password: null },
    timeoutMs: 200,
    clock: monotonicClock,
    log: silentLog,
  });
  const target = { endpoint: { host: primary.host, port: primary.port }, networks: usualNetworks, tls: null };
  const to = { id: idAt(primary), target };
  await writer.write(to);
  primary.pause();
  await writer.write(to);
  primary.resume();
  await waitFor("the second is written", async () => (await shownBy(primary)) === 2);
  await writer.write(to);
  writer.close();
  // The third says nothing of a replica that shows the second: it may have come before it.
  const ms = monotonicClock.nowMs() + 500;
  const shown = { at: { sentMs: ms, receivedMs: ms }, number: 2 };
  expect(writer.written.readerLag(shown)).toMatchObject({ lagSeconds: 0 });
});

test("Two of us on one group write two keys, and each reads its own", async () => {
  group = await startGroup({ binary, replicas: 1 });
  const [replica] = group.replicas;
  if (replica === undefined) throw new Error("no replica");
  const [one, two] = [await watch(group), await watch(group)];
  await untilKnown(one, replica);
  await untilKnown(two, replica);
  expect(await keysOn(group.primary)).toHaveLength(2);
});

test("A replica that stops is not told to be up to date, the others go on, and it is told again afterwards", async () => {
  group = await startGroup({ binary, replicas: 2 });
  const [stopped, other] = group.replicas;
  if (stopped === undefined || other === undefined) throw new Error("no replicas");
  const fleet = await watch(group);
  await untilKnown(fleet, stopped);
  stopped.pause();
  await untilGroup(fleet, "orders", "one is unknown, the other known", (seen) => {
    return !known(seen, stopped) && known(seen, other);
  });
  await rounds(fleet, 5);
  expect(known(await untilKnown(fleet, other), stopped)).toBe(false);
  stopped.resume();
  await untilKnown(fleet, stopped);
});

test("A primary that is killed gets none, a replica neither; the one that takes over does", async () => {
  group = await startGroup({ binary, replicas: 2 });
  const [heir, other] = group.replicas;
  if (heir === undefined || other === undefined) throw new Error("no replicas");
  const fleet = await watch(group);
  await untilKnown(fleet, other);
  const dead = group.primary;
  await dead.kill();
  await untilGroup(fleet, "orders", "it is missed", (seen) => !instanceAt(seen, dead).reachable);
  await rounds(fleet, 7);
  for (const replica of group.replicas)
    expect(await stat(replica, "errorstats", "errorstat_READONLY:count")).toBe(0);
  await ask(heir, [["REPLICAOF", "NO", "ONE"]]);
  await ask(other, [["REPLICAOF", heir.host, String(heir.port)]]);
  await untilKnown(fleet, other);
  expect(await stat(other, "errorstats", "errorstat_READONLY:count")).toBe(0);
});

test("While two say that they are the primary neither is written to", async () => {
  group = await startGroup({ binary, replicas: 2 });
  const [second] = group.replicas;
  if (second === undefined) throw new Error("no replica");
  const fleet = await watch(group);
  await untilKnown(fleet, second);
  await ask(second, [["REPLICAOF", "NO", "ONE"]]);
  await untilGroup(fleet, "orders", "there are two primaries", (seen) => seen.primary === null);
  await rounds(fleet, 2);
  const before = await Promise.all([group.primary, second].map(shownBy));
  await rounds(fleet, 7);
  expect(await Promise.all([group.primary, second].map(shownBy))).toEqual(before);
});

test("While a run is in progress none is written; afterwards they go on", async () => {
  group = await startGroup({ binary, replicas: 1 });
  const [replica] = group.replicas;
  if (replica === undefined) throw new Error("no replica");
  const fleet = await watch(group);
  await untilKnown(fleet, replica);
  fleet.setRun("orders", "a-run");
  await rounds(fleet, 3);
  const before = (await shownBy(group.primary)) ?? Number.NaN;
  await rounds(fleet, 7);
  expect(await shownBy(group.primary)).toBe(before);
  fleet.setRun("orders", null);
  await waitFor("they go on", async () => ((await shownBy(replica)) ?? 0) > before);
});

test("A pause of writes holds back nothing but the heartbeat, and the ones it held back are never carried out", async () => {
  group = await startGroup({ binary, replicas: 1 });
  const { primary, replicas } = group;
  const [replica] = replicas;
  if (replica === undefined) throw new Error("no replica");
  const fleet = await watch(group);
  await untilKnown(fleet, replica);
  const calls = (): Promise<number> => stat(primary, "commandstats", "cmdstat_set:calls");
  await ask(primary, [["CLIENT", "PAUSE", "60000", "WRITE"]]);
  const [number, written] = [await shownBy(primary), await calls()];
  await rounds(fleet, 12);
  expect([await shownBy(primary), await calls()]).toEqual([number, written]);
  const operator = { as: "operator", deadlineMs: 1_000 } as const;
  expect(await fleet.command(idAt(primary), ["CLIENT", "UNPAUSE"], operator)).toEqual({
    state: "replied",
    reply: "OK",
  });
  await waitFor("they go on", async () => ((await shownBy(replica)) ?? 0) > (number ?? Number.NaN));
  // One that waits at this moment is carried out; those that were given up are not.
  const [now, since] = [(await shownBy(primary)) ?? Number.NaN, (await calls()) - written];
  expect(since).toBeLessThan(now - (number ?? Number.NaN));
});

test("Who may not read or write the key is told so, and asked once, not with every round", async () => {
  const user = "mute on >x ~* +@all -get -set";
  group = await startGroup({ binary, replicas: 1, settings: { user } });
  const { primary, replicas } = group;
  const [replica] = replicas;
  if (replica === undefined) throw new Error("no replica");
  const warned: unknown[] = [];
  const log = { info: () => {}, warn: (fields: object, text: string) => void warned.push([fields, text]) };
  const fleet = await watch(group, { log }, { username: "mute", password: "x" });
  await untilGroup(fleet, "orders", "both are watched", (seen) => seen.primary !== null);
  await waitFor("it is told", () => warned.length > 0);
  await rounds(fleet, 7);
  expect(warned).toEqual([
    [
      { group: "orders", instance: idAt(primary), reason: "Redis refuses SET: NOPERM" },
      "the heartbeat cannot be written",
    ],
  ]);
  expect(await stat(primary, "commandstats", "cmdstat_set:.*rejected_calls")).toBe(1);
  expect(await stat(replica, "commandstats", "cmdstat_get:.*rejected_calls")).toBe(1);
  expect(instanceAt(await fleet.refresh("orders"), replica)).toMatchObject({
    reachable: true,
    heartbeat: null,
  });
});
