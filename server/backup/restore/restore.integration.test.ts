import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { versionOf } from "@/lib/info/version";
import { loadsFile, rdbVersion } from "@/lib/plan/rdb-matrix";
import { type Bench, idAt, openBench } from "@/server/actions/bench/bench.fixture";
import type { LocalServer, ServerSettings } from "@/server/local";
import { ask } from "@/server/testing/ask";
import { everyType } from "@/server/testing/every-type";
import { startReplica, startTestServer, stopServers } from "@/server/testing/group";
import { loadRdb } from "@/server/testing/load-rdb";
import { type LocalBinary, serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { calls, digestOf, planRestore, restore, takeBackup, watchSpare } from "./restore.fixture";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const matrix = await serverMatrix();
const [own] = matrix.filter(({ name }) => name.startsWith("redis-7"));
if (own === undefined) throw new Error("there is no redis-7");
const binary = own;

async function startServer(kind: LocalBinary, settings: ServerSettings = {}): Promise<LocalServer> {
  const server = await startTestServer(kind, settings);
  closing.push(() => stopServers([server]));
  return server;
}

/** A source with that in it, backed up. */
async function backedUp(
  kind: LocalBinary,
  fill: readonly (readonly string[])[],
  settings: ServerSettings = {},
): Promise<{ source: LocalServer; bench: Bench; backup: string }> {
  const source = await startServer(kind, settings);
  if (fill.length > 0) await ask(source, fill);
  const bench = await openBench({ servers: [source] });
  closing.push(() => bench.close());
  return { source, bench, backup: await takeBackup(bench, source) };
}

/** Names of bytes that are no text, one that compresses, and values that are not held in memory. */
const oddAndLarge: readonly string[][] = [
  ["EVAL", "redis.call('SET', string.char(0, 255, 13, 10, 36, 42), string.char(0, 255))", "0"],
  ["SET", "name ".repeat(400), "a name that compresses"],
  ["SET", "12345", "a name that is a number"],
  ["SET", "", "no name"],
  ["EVAL", "redis.call('SET', 'large', string.rep('0123456789abcdef', 200000))", "0"],
  [
    "EVAL",
    "math.randomseed(1) for i = 1, 60000 do redis.call('RPUSH', 'long', math.random() .. ':' .. i) end",
    "0",
  ],
];

describe.each(matrix)("a backup of $name", (kind) => {
  test.each<[string, ServerSettings]>([
    ["with how often its keys are used", { "maxmemory-policy": "allkeys-lfu" }],
    [
      "uncompressed, with how long they are idle",
      { "maxmemory-policy": "allkeys-lru", rdbcompression: "no" },
    ],
  ])("of every type there is, %s, restores to the same data set", async (_, settings) => {
    const { source, bench, backup } = await backedUp(kind, [...everyType(kind), ...oddAndLarge], settings);
    const target = await startServer(kind);
    await watchSpare(bench, target);
    const { plan, run } = await restore(bench, target, backup);
    expect(plan.checks.filter(({ status }) => status === "fail")).toEqual([]);
    expect(run).toMatchObject({
      summary: expect.stringMatching(/^Restored [\d,]+ keys( and 1 function libraries)? in /),
      state: "succeeded",
      advice: null,
    });
    expect(run.steps.map(({ state }) => state)).toEqual(["done", "done", "done", "done"]);
    expect(await digestOf(target)).toBe(await digestOf(source));
    expect(
      await ask(target, [
        ["SELECT", "15"],
        ["PTTL", "k7"],
      ]),
    ).toBeGreaterThan(0);
    if (kind.product === "valkey" || Number.parseInt(kind.version, 10) >= 7)
      expect(await ask(target, [["FUNCTION", "LIST"]])).toEqual(await ask(source, [["FUNCTION", "LIST"]]));
  });
});

test("a backup restores into every newer server that reads its version, and into no other", async () => {
  const seen: string[] = [];
  for (const from of matrix) {
    const { bench, backup } = await backedUp(from, everyType(from));
    const version = versionOf(from);
    for (const to of matrix.filter(({ name }) => name !== from.name)) {
      const target = await startServer(to);
      await watchSpare(bench, target);
      const reads = loadsFile(versionOf(to), version === null ? null : rdbVersion(version));
      const plan = await planRestore(bench, target, backup);
      const format = plan.checks.find(({ code }) => code === "restore-format")?.status;
      expect(format).toBe(reads === "yes" ? "pass" : "fail");
      if (reads === "yes") {
        const run = await bench.ended(await bench.start(plan));
        expect(run, `${from.name} to ${to.name}`).toMatchObject({ state: "succeeded" });
        // Versions digest streams differently, so that a load of the same file is the judge.
        const loaded = await loadRdb(to, join(bench.dataDir, "backups", `${backup}.rdb`));
        expect(await digestOf(target), `${from.name} to ${to.name}`).toBe(await digestOf(loaded));
        await stopServers([loaded]);
        seen.push(`${from.name} to ${to.name}`);
      }
      await bench.fleet.removeGroup("spare");
      await stopServers([target]);
    }
  }
  expect(seen).not.toEqual([]);
});

test("replicas and AOF of the instance get the data as any write, and its own replica is told of", async () => {
  const { source, bench, backup } = await backedUp(binary, everyType(binary));
  const target = await startServer(binary, { appendonly: "yes" });
  const replica = await startReplica(binary, target);
  closing.push(() => stopServers([replica]));
  await watchSpare(bench, target);
  await waitFor("both are watched", async () => (await bench.fleet.refresh("spare")).instances.length === 2);
  const { plan, run } = await restore(bench, target, backup);
  expect(plan.checks.find(({ code }) => code === "restore-replicas")).toMatchObject({ status: "pass" });
  expect(run.state).toBe("succeeded");
  const digest = await digestOf(source);
  await waitFor("the replica has it", async () => (await digestOf(replica)) === digest);
  await ask(target, [["DEBUG", "LOADAOF"]]);
  expect(await digestOf(target)).toBe(digest);
  const refused = await bench.actions.plan("spare", { action: "restore", instance: idAt(replica), backup });
  expect(refused.checks.filter(({ status }) => status === "fail").map(({ code }) => code)).toEqual([
    "restore-target",
    "restore-empty",
  ]);
});

test("keys whose time was over are left out, counted, and not missed", async () => {
  const { source, bench, backup } = await backedUp(binary, [
    ["SET", "stays", "1"],
    ["SET", "goes", "1", "PX", "1500"],
    ["SET", "stays too", "1", "EX", "1000"],
  ]);
  await waitFor("its time is over", async () => (await ask(source, [["EXISTS", "goes"]])) === 0);
  // The target's clock is read in whole seconds.
  await waitFor(
    "a second has begun",
    async () => Number(await ask(source, [["PTTL", "stays too"]])) < 997_000,
  );
  const target = await startServer(binary);
  await watchSpare(bench, target);
  const { run } = await restore(bench, target, backup);
  expect(run).toMatchObject({ state: "succeeded", summary: expect.stringMatching(/^Restored 2 keys in /) });
  expect(run.steps[0]?.reply).toContain("1 of them expired since");
  expect(await ask(target, [["DBSIZE"]])).toBe(2);
});

test("nothing is restored where anything is, and nothing is sent there", async () => {
  const { bench, backup } = await backedUp(binary, [["SET", "a", "1"]]);
  const target = await startServer(binary);
  await watchSpare(bench, target);
  await ask(target, [
    ["SELECT", "9"],
    ["SET", "theirs", "kept"],
  ]);
  const plan = await planRestore(bench, target, backup);
  expect(plan.checks.find(({ code }) => code === "restore-empty")).toMatchObject({
    status: "fail",
    evidence: "db9: 1 key",
  });
  await expect(bench.start(plan)).rejects.toMatchObject({ code: "checks-failed" });
  await ask(target, [
    ["FLUSHALL"],
    ["FUNCTION", "LOAD", "#!lua name=f\nredis.register_function('f', function() end)"],
  ]);
  const functions = await planRestore(bench, target, backup);
  expect(functions.checks.find(({ code }) => code === "restore-empty")).toMatchObject({
    status: "fail",
    evidence: "1 function library",
  });
  await ask(target, [["FUNCTION", "FLUSH"]]);
  const empty = await planRestore(bench, target, backup);
  await ask(target, [["SET", "theirs", "kept"]]);
  await expect(bench.start(empty)).rejects.toMatchObject({ code: "plan-stale" });
  expect(await calls(target, "restore")).toBe(0);
});

test("a backup that nobody knows is none to restore", async () => {
  const { bench } = await backedUp(binary, []);
  const target = await startServer(binary);
  await watchSpare(bench, target);
  await expect(planRestore(bench, target, "nothing")).rejects.toMatchObject({
    status: 404,
    code: "unknown-backup",
  });
});

test("an operator without the rights is told before anything is sent, and names of keys are in no log", async () => {
  const { bench, backup } = await backedUp(binary, [["SET", "a-telling-name", "1"]]);
  const target = await startServer(binary);
  await ask(target, [["ACL", "SETUSER", "op", "on", ">pw", "~*", "&*", "+@all", "-restore"]]);
  await watchSpare(bench, target, { username: "op", password: "pw" });
  const plan = await planRestore(bench, target, backup);
  expect(plan.checks.find(({ code }) => code === "restore-rights")).toMatchObject({
    status: "fail",
    evidence: "+restore",
  });
  await ask(target, [["ACL", "SETUSER", "op", "+restore"]]);
  const { run } = await restore(bench, target, backup);
  expect(run.state).toBe("succeeded");
  const audit = await bench.store.audit.list({ limit: 100 });
  const sent = audit.filter(({ kind, run: of }) => kind === "step-sent" && of === run.id);
  expect(sent.map(({ detail }) => detail.command)).toEqual([
    ["RESTORE", "<each key>", "<its time>", "<its value>", "ABSTTL"],
  ]);
  expect(JSON.stringify(audit)).not.toContain("a-telling-name");
  expect(bench.lines.join("\n")).not.toContain("a-telling-name");
});
