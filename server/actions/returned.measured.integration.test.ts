import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import type { Finding, Group } from "@/lib/contract";
import type { LocalServer } from "@/server/local";
import { ask, replicationField } from "@/server/testing/ask";
import { untilGroup } from "@/server/testing/fleet";
import { isOnline, linkUp, startGroup, startTestServer, stopServers } from "@/server/testing/group";
import { LinkProxy } from "@/server/testing/proxy";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { type Bench, idAt, openBench } from "./bench/bench.fixture";
import { startWriters } from "./bench/writers.fixture";

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** No PING and no SELECT but the first: every byte of the stream is a write of the test's. */
const settings = { "repl-ping-replica-period": "3600", save: "86400 1", "repl-backlog-size": "64mb" };

/** As the bench polls. */
const POLL_MS = 200;

const returned = ({ findings }: Group): Finding | undefined =>
  findings.find(({ code }) => code === "returned-primary");

/** All members of the writers' set. */
async function idsOn(server: LocalServer): Promise<Set<string>> {
  const found = new Set<string>();
  let cursor = "0";
  do {
    const page = await ask(server, [["SSCAN", "acked", cursor, "COUNT", "10000"]]);
    const [next, members] = Array.isArray(page) ? page : [];
    for (const id of Array.isArray(members) ? members : []) found.add(String(id));
    cursor = String(next ?? "0");
  } while (cursor !== "0");
  return found;
}

/** What a write of the writers takes in the stream. */
const sizeOf = (id: string): number => `*3\r\n$4\r\nSADD\r\n$5\r\nacked\r\n$${id.length}\r\n${id}\r\n`.length;
const sizeOfAll = (ids: Iterable<string>): number => [...ids].reduce((sum, id) => sum + sizeOf(id), 0);

const without = (ids: ReadonlySet<string>, others: ReadonlySet<string>): string[] =>
  [...ids].filter((id) => !others.has(id));

const matrix = await serverMatrix();
const [oldest] = matrix;
if (oldest === undefined) throw new Error("there is no server");

/** Without a history over a restart, with one, and the fork: what comes back differs in no other way. */
const kinds = matrix.filter(({ name }) => /^(redis-6|redis-7|valkey-9)/.test(name));

describe.each(kinds.length === 0 ? matrix : kinds)("on $name", (binary) => {
  test("a primary killed under load comes back: it is seen in two polls, its own bytes are counted to the byte, and one attach takes it in", async () => {
    const primary = await startTestServer(binary, settings);
    const way = await LinkProxy.start(primary);
    const heir = await startTestServer(binary, { ...settings, replicaof: `${way.host} ${way.port}` });
    endings.push(
      () => stopServers([primary, heir]),
      () => way.close(),
    );
    await linkUp(heir);
    await isOnline(primary, heir);
    const oldConfig = readFileSync(primary.configPath, "utf8");
    const config = { addresses: { [idAt(way)]: idAt(primary) } };
    const bench = await openBench({ servers: [primary, heir], config });
    endings.push(() => bench.close());

    // The link stands still while clients are acknowledged; then all of it is saved, and the process dies under load.
    const writers = startWriters([primary, heir], 4);
    await waitFor("writes flow", () => writers.acknowledged() > 300);
    way.each((connection) => connection.pause());
    const atStall = writers.acknowledged();
    await waitFor("clients are acknowledged", () => writers.acknowledged() > atStall + 500);
    await ask(primary, [["BGSAVE"]]);
    await waitFor("it is saved", async () => {
      const said = String(await ask(primary, [["INFO", "persistence"]]));
      return said.includes("rdb_bgsave_in_progress:0") && said.includes("rdb_last_bgsave_status:ok");
    });
    const atSave = writers.acknowledged();
    await waitFor("the load goes on", () => writers.acknowledged() > atSave + 100);
    await bench.fleet.sample("orders", [idAt(primary)]);
    await primary.kill();
    await writers.stop();
    way.each((connection) => connection.cut());
    await untilGroup(bench.fleet, "orders", "the link is down", ({ instances }) =>
      instances.some(({ id, link }) => id === idAt(heir) && link !== null && link.state !== "up"),
    );

    const { plan, run } = await bench.run({ action: "promote", instance: idAt(heir) });
    expect(plan).toMatchObject({ method: "forced", dataLoss: { verdict: "certain" }, confirm: { tier: 3 } });
    expect(plan.dataLoss.seconds).toBeGreaterThan(0);
    expect(run).toMatchObject({ state: "succeeded", loss: { bytes: plan.dataLoss.bytes } });
    expect(run.loss?.seconds).toBeGreaterThan(0);

    // Its supervisor starts it again by the file it always had.
    writeFileSync(primary.configPath, oldConfig);
    const untoldMs: number[] = [];
    const seen = untilReturned(bench, idAt(primary), untoldMs);
    await primary.restart();
    const finding = await seen;
    // From the first time it answers as a primary on, the group goes untold for less than two polls.
    expect(Math.max(...untoldMs) - Math.min(...untoldMs)).toBeLessThan(2 * POLL_MS);
    expect(finding).toMatchObject({
      severity: "critical",
      action: { action: "attach", instance: idAt(primary), upstream: idAt(heir) },
    });

    const alone = without(await idsOn(primary), await idsOn(heir));
    expect(alone.length).toBeGreaterThanOrEqual(500);
    const own = binary.version.startsWith("6.0") ? null : sizeOfAll(alone);
    // 6.0 begins a history of its own at every start, so nobody can tell: it is not guessed.
    expect(finding.evidence.ownBytes).toBe(own);
    const lost = await writers.lostOn(heir);
    const shown = (plan.dataLoss.bytes ?? 0) + (own ?? sizeOfAll(alone));
    expect(sizeOfAll(lost)).toBeLessThanOrEqual(shown);

    // It is given one more write before anybody acts.
    await ask(primary, [["SET", "late", "1"]]);
    await bench.fleet.refresh("orders");
    if (finding.action?.upstream === undefined) throw new Error("the finding has no way out");
    const request = {
      action: "attach" as const,
      instance: finding.action.instance,
      upstream: finding.action.upstream,
    };
    const attached = await bench.run(request);
    expect(attached.plan).toMatchObject({ confirm: { tier: 3 }, effects: [{ resync: "full" }] });
    if (own !== null) {
      const late = attached.plan.dataLoss.bytes ?? Number.NaN;
      expect(late).toBeGreaterThan(own);
      expect(late).toBeLessThan(own + 100);
    }
    expect(attached.run.state).toBe("succeeded");
    expect(await idsOn(primary)).toEqual(await idsOn(heir));
    expect(await ask(primary, [["EXISTS", "late"]])).toBe(0);
    await untilGroup(bench.fleet, "orders", "it is over", (group) => returned(group) === undefined);
  });
});

test("a primary that was only stopped comes back with the history it had: what it took alone, and what it takes now, are told apart", async () => {
  const primary = await startTestServer(oldest, settings);
  const heir = await startTestServer(oldest, {
    ...settings,
    replicaof: `${primary.host} ${primary.port}`,
    "repl-timeout": "1",
  });
  endings.push(() => stopServers([primary, heir]));
  await linkUp(heir);
  await isOnline(primary, heir);
  const bench = await openBench({ servers: [primary, heir] });
  endings.push(() => bench.close());
  await ask(primary, [["SET", "shared", "1"]]);
  await waitFor("it is replicated", async () => (await ask(heir, [["EXISTS", "shared"]])) === 1);
  primary.pause();
  await untilGroup(bench.fleet, "orders", "the link is down", ({ instances }) =>
    instances.some(({ id, link }) => id === idAt(heir) && link !== null && link.state !== "up"),
  );
  const { run } = await bench.run({ action: "promote", instance: idAt(heir) });
  expect(run.state).toBe("succeeded");
  const fork = Number(await replicationField(heir, "second_repl_offset")) - 1;
  primary.resume();
  const back = await untilGroup(
    bench.fleet,
    "orders",
    "it is back",
    (group) => returned(group) !== undefined,
  );
  expect(returned(back)?.detail).toContain("It was not seen to take a write since it came back.");
  await ask(primary, [["SET", "alone", "1"]]);
  const own = Number(await replicationField(primary, "master_repl_offset")) - fork;
  expect(own).toBeGreaterThan(0);
  const told = await untilGroup(
    bench.fleet,
    "orders",
    "its write is told",
    (group) => returned(group)?.evidence.ownBytes === own,
  );
  expect(returned(told)?.detail).toMatch(/since it came back/);
  expect(returned(told)?.detail).not.toContain("not seen to take");
});

test("after a planned switchover, one started by its old config file is told the same way", async () => {
  const group = await startGroup({ binary: oldest, replicas: 1, settings: { save: "86400 1" } });
  endings.push(group.stop);
  const [heir] = group.replicas;
  if (heir === undefined) throw new Error("no replica");
  const oldConfig = readFileSync(group.primary.configPath, "utf8");
  const bench = await openBench({ servers: group.all });
  endings.push(() => bench.close());
  const { run } = await bench.run({ action: "promote", instance: idAt(heir) });
  expect(run).toMatchObject({ state: "succeeded", loss: null });
  await group.primary.kill();
  writeFileSync(group.primary.configPath, oldConfig);
  await group.primary.restart();
  const seen = await untilGroup(bench.fleet, "orders", "it is told", (now) => returned(now) !== undefined);
  expect(returned(seen)?.action).toEqual({
    action: "attach",
    instance: idAt(group.primary),
    upstream: idAt(heir),
  });
});

/** Resolves with the finding, and keeps when the group was derived with the old primary there again and not told of it. */
function untilReturned(bench: Bench, id: string, untoldMs: number[]): Promise<Finding> {
  return new Promise((resolve) => {
    const stop = bench.fleet.listen({
      tick(group, _, atMs) {
        const instance = group.instances.find((one) => one.id === id);
        if (instance?.reachable !== true) return;
        const finding = returned(group);
        if (finding === undefined) return void untoldMs.push(atMs);
        stop();
        resolve(finding);
      },
    });
  });
}
