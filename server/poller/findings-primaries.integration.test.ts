import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Event, Finding, Group } from "@/lib/contract";
import type { LocalServer } from "@/server/local";
import type { Fleet } from "@/server/ports";
import { ask } from "@/server/testing/ask";
import { groupConfig, idAt, instanceAt, seedOf, testFleet, untilGroup } from "@/server/testing/fleet";
import { LinkProxy } from "@/server/testing/proxy";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { first, Stage, set } from "./findings/stage.fixture";

const matrix = await serverMatrix();
const seven = matrix.find(({ version }) => version.startsWith("7.")) ?? matrix[0];
if (seven === undefined) throw new Error("there is no server");

let stage: Stage;
beforeEach(() => {
  stage = new Stage(seven);
});
afterEach(() => stage.clear());

const codes = ({ findings }: Group): string[] => findings.map(({ code }) => code).sort();
const found = ({ findings }: Group, code: string): Finding | undefined =>
  findings.find((finding) => finding.code === code);
const untilTold = (fleet: Fleet, code: string, id = "orders"): Promise<Group> =>
  untilGroup(fleet, id, `${code} is told of ${id}`, (group) => found(group, code) !== undefined);
const untilWell = (fleet: Fleet, id = "orders"): Promise<Group> =>
  untilGroup(
    fleet,
    id,
    `${id} is well`,
    ({ findings, instances }) =>
      findings.length === 0 &&
      instances.every(({ reachable, link }) => reachable && (link === null || link.state === "up")),
    20_000,
  );

/** What the fleet tells from now on. */
function record(fleet: Fleet) {
  const story = { opened: [] as string[], events: [] as Omit<Event, "id">["type"][] };
  fleet.listen({
    findings: (_, opened) => story.opened.push(...opened.map(({ code }) => code)),
    events: (events) => story.events.push(...events.map(({ type }) => type)),
  });
  return story;
}

const refusal = (server: LocalServer, ...words: string[]): Promise<string> =>
  ask(server, [words]).then(
    () => "none",
    (error: Error) => /"message":"([A-Z]+) /.exec(error.message)?.[1] ?? error.message,
  );

describe.each(matrix)("with $name", (binary) => {
  test("what is told of full memory, failed saves and clocks is what the server does", async () => {
    stage = new Stage(binary);
    const server = await stage.server();
    const fleet = await stage.watch({ watched: [server] });
    await untilWell(fleet);
    const { clock } = await waitFor(
      "what it says of itself has been read",
      () => fleet.members("orders").get(idAt(server))?.slow ?? null,
    );
    expect(await refusal(server, "SET", "a", "1")).toBe("none");

    await set(server, "maxmemory", "100kb");
    const full = await waitFor(
      "its memory is full",
      async () => found(await fleet.refresh("orders"), "memory-full") ?? null,
    );
    expect(full).toMatchObject({ severity: "critical" });
    expect(await refusal(server, "SET", "a", "1")).toBe("OOM");
    await set(server, "maxmemory", "0");

    mkdirSync(join(server.dir, "dump.rdb"));
    await ask(server, [["BGSAVE"]]);
    await waitFor("the save has failed", async () => {
      return found(await fleet.refresh("orders"), "writes-refused") !== undefined;
    });
    expect(await refusal(server, "SET", "a", "1")).toBe("MISCONF");
    expect(await refusal(server, "PING")).toBe("MISCONF");
    await set(server, "save", "");
    expect(await refusal(server, "SET", "a", "1")).toBe("none");

    // Both are on this machine: what is left is how Tidemark's clock, which never jumps, has drifted from it.
    if (binary.version.startsWith("6.")) expect(clock).toBeNull();
    else expect(Math.abs(clock?.aheadMs ?? Number.NaN)).toBeLessThan((clock?.errorMs ?? 0) + 500);
  });
});

describe("a primary that comes back empty", () => {
  test("is told in the first two rounds in which it answers, with the replica that still holds the data", async () => {
    const { primary, replica, way } = await stage.apart();
    const keys = Array.from({ length: 100 }, (_, i) => [`k${i}`, "v"]).flat();
    await ask(primary, [
      ["MSET", ...keys],
      ["WAIT", "1", "5000"],
    ]);
    const addresses = { [idAt(way)]: idAt(primary) };
    const fleet = await stage.watch({ watched: [primary, replica], addresses });
    await untilWell(fleet);
    await fleet.refresh("orders");
    const before = instanceAt(await fleet.refresh("orders"), primary).runId;
    const rounds: boolean[] = [];
    fleet.listen({
      tick: (group) => {
        const { reachable, runId } = instanceAt(group, primary);
        if (reachable && runId !== before) rounds.push(found(group, "wiped-primary") !== undefined);
      },
    });

    way.weather.paused = true;
    way.each((connection) => connection.cut());
    await primary.kill();
    await primary.restart();
    const told = found(await untilTold(fleet, "wiped-primary"), "wiped-primary");
    expect(rounds.slice(0, 2)).toContain(true);
    expect(told).toMatchObject({
      severity: "critical",
      instance: idAt(primary),
      evidence: { keysBefore: 100, keysAfter: 0, replicasWithData: 1 },
      action: { action: "detach", instance: idAt(replica) },
    });

    way.weather.paused = false;
    way.each((connection) => connection.resume());
    const copied = (group: Group): boolean => found(group, "wiped-primary")?.evidence.replicasWithData === 0;
    const late = await untilGroup(fleet, "orders", "the replica has copied that", copied, 20_000);
    expect(found(late, "wiped-primary")?.action).toBeNull();
  });

  test("is not told where its keys come back from a save, or where somebody flushed them", async () => {
    const { primary } = await stage.group(1);
    await ask(primary, [["DEBUG", "POPULATE", "100"]]);
    const fleet = await stage.watch({ watched: [primary] });
    await untilWell(fleet);
    const story = record(fleet);
    const { runId } = instanceAt(await fleet.refresh("orders"), primary);
    await primary.restart();
    await untilGroup(fleet, "orders", "it is another process", (group) => {
      const now = instanceAt(group, primary);
      return now.reachable && now.runId !== runId && now.keys === 100;
    });
    await untilWell(fleet);
    await ask(primary, [["FLUSHALL"]]);
    expect(instanceAt(await fleet.refresh("orders"), primary).keys).toBe(0);
    expect(story.opened).not.toContain("wiped-primary");
  });
});

test("a primary that reads its keys back from an AOF is not taken for one that lost them, however long it reads", async () => {
  const { primary } = await stage.group(1, { appendonly: "yes" });
  await ask(primary, [["DEBUG", "POPULATE", "20000"], ["BGREWRITEAOF"]]);
  await waitFor("the AOF holds them", async () => {
    // Put off while a child for the replica's copy still runs: DEBUG POPULATE alone reaches no AOF.
    const said = String(await ask(primary, [["INFO", "persistence"]]));
    return said.includes("aof_rewrite_in_progress:0") && said.includes("aof_rewrite_scheduled:0");
  });
  await ask(primary, [
    ["CONFIG", "SET", "key-load-delay", "500"],
    ["CONFIG", "SET", "loading-process-events-interval-bytes", "1024"],
    ["CONFIG", "REWRITE"],
  ]);
  const fleet = await stage.watch({ watched: [primary] });
  await untilWell(fleet);
  const story = record(fleet);
  await primary.kill();
  const restarted = primary.restart();
  await untilTold(fleet, "loading");
  await set(primary, "key-load-delay", "0");
  await restarted;
  await untilGroup(
    fleet,
    "orders",
    "its keys are back",
    (group) => instanceAt(group, primary).keys === 20_000,
  );
  await untilWell(fleet);
  expect(story.opened).not.toContain("wiped-primary");
});

test("writes that are refused for want of replicas are told while they are", async () => {
  const { primary, replicas } = await stage.group(1, {
    "min-replicas-to-write": "1",
    "min-replicas-max-lag": "1",
  });
  const fleet = await stage.watch({ watched: [primary] });
  await untilWell(fleet);
  replicas[0]?.pause();
  const told = await untilTold(fleet, "writes-refused");
  expect(found(told, "writes-refused")?.evidence).toEqual({
    cause: "NOREPLICAS",
    wanted: 1,
    good: 0,
    maxLagSeconds: 1,
  });
  expect(await refusal(primary, "SET", "a", "1")).toBe("NOREPLICAS");
  replicas[0]?.resume();
  await untilWell(fleet);
  // The server itself counts once a second (replicationCron).
  await waitFor("it takes writes", async () => (await refusal(primary, "SET", "a", "1")) === "none");
});

test("a primary that stands still is told as such until its replicas give it up; then one may be promoted", async () => {
  const group = await stage.group(2, { "repl-timeout": "5" });
  const fleet = await stage.watch({ watched: [group.primary] });
  await untilWell(fleet);
  group.primary.pause();
  const frozen = await untilTold(fleet, "frozen-primary");
  expect(codes(frozen)).toEqual(["frozen-primary"]);
  expect(found(frozen, "frozen-primary")).toMatchObject({
    action: null,
    evidence: { replTimeoutSeconds: 5 },
  });
  const gone = await untilTold(fleet, "primary-unreachable");
  expect(codes(gone)).toEqual(["primary-unreachable"]);
  expect(found(gone, "primary-unreachable")?.action).toMatchObject({ action: "promote" });
  group.primary.resume();
  await untilWell(fleet);
});

describe("two groups", () => {
  /** Two groups, with a proxy on Tidemark's way to each of their servers. */
  async function watchTwo() {
    const groups = [await stage.group(1), await stage.group(1)];
    const ways: LinkProxy[][] = [];
    const configs = [];
    for (const [i, { all }] of groups.entries()) {
      const own = await Promise.all(all.map((server) => LinkProxy.start(server)));
      for (const way of own) stage.atEnd(() => way.close());
      const addresses = Object.fromEntries(all.map((server, n) => [idAt(server), idAt(own[n] ?? server)]));
      configs.push(groupConfig(own.map(seedOf), { name: i === 0 ? "orders" : "stock", addresses }));
      ways.push(own);
    }
    // With a deadline that a busy machine keeps: who misses two while others answer is down.
    const fleet = await testFleet(configs, { poll: { intervalMs: 200, timeoutMs: 1_000, discover: true } });
    stage.atEnd(() => fleet.close());
    await untilWell(fleet, "orders");
    await untilWell(fleet, "stock");
    return { fleet, ways };
  }
  const hold = (ways: readonly LinkProxy[], paused: boolean): void => {
    for (const way of ways) {
      way.weather.paused = paused;
      way.each((connection) => (paused ? connection.pause() : connection.resume()));
    }
  };

  test("that fall silent together are told once each, of Tidemark, and no instance is called down", async () => {
    const { fleet, ways } = await watchTwo();
    const story = record(fleet);
    hold(ways.flat(), true);
    for (const id of ["orders", "stock"]) {
      const told = found(await untilTold(fleet, "poller-cut-off", id), "poller-cut-off");
      expect(told?.evidence).toMatchObject({ instances: 4, groups: 2 });
    }
    // One after the other: whoever is found last must not be called down for that.
    for (const way of ways.flat()) {
      hold([way], false);
      await waitFor("it answers", () => {
        const all = fleet.groups().flatMap(({ instances }) => instances);
        return all.find(({ id }) => id === idAt(way))?.reachable === true;
      });
    }
    await untilWell(fleet, "orders");
    await untilWell(fleet, "stock");
    expect(story.opened).toEqual(["poller-cut-off", "poller-cut-off"]);
    expect(story.events.filter((type) => !type.startsWith("finding-"))).toEqual([]);
  });

  test("of which one answers: the other is gone, not Tidemark's network", async () => {
    const { fleet, ways } = await watchTwo();
    const story = record(fleet);
    hold(ways[0] ?? [], true);
    const told = await untilGroup(
      fleet,
      "orders",
      "both are unreachable",
      ({ findings }) => findings.filter(({ code }) => code === "instance-unreachable").length === 2,
    );
    expect(codes(told)).not.toContain("poller-cut-off");
    expect(story.events).toContain("instance-down");
    hold(ways[0] ?? [], false);
    await untilWell(fleet, "orders");
    expect(story.opened).not.toContain("poller-cut-off");
  });
});

test("an upstream that lists its replica by an address of nobody is told once, not as an instance that is gone", async () => {
  const group = await stage.group(1);
  const replica = first(group);
  const fleet = await stage.watch({ watched: group.all });
  await untilWell(fleet);
  const story = record(fleet);
  await set(replica, "replica-announce-port", "1");
  await ask(replica, [["CLIENT", "KILL", "TYPE", "master"]]);
  const told = found(await untilTold(fleet, "announce-unreachable"), "announce-unreachable");
  expect(told).toMatchObject({ instance: idAt(replica), evidence: { listedAs: "127.0.0.1:1" } });
  expect(story.opened).toEqual(["announce-unreachable"]);
});
