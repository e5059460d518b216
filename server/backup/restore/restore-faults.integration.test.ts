import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Run } from "@/lib/contract";
import { type Bench, openBench } from "@/server/actions/bench/bench.fixture";
import { createBackupFolder } from "@/server/backup/targets/folder";
import type { BackupTarget } from "@/server/backup/targets/target";
import type { LocalServer, ServerSettings } from "@/server/local";
import { ask } from "@/server/testing/ask";
import { startTestServer, stopServers } from "@/server/testing/group";
import { LinkProxy } from "@/server/testing/proxy";
import { serverMatrix } from "@/server/testing/versions";
import { calls, digestOf, planRestore, restore, someAreIn, takeBackup, watchSpare } from "./restore.fixture";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const [own] = (await serverMatrix()).filter(({ name }) => name.startsWith("redis-7"));
if (own === undefined) throw new Error("there is no redis-7");
const binary = own;

const KEYS = 800;
/** Takes three seconds to send, so that there is a midst. */
const SLOW_BYTES_PER_SECOND = 5_000_000;

interface Scene {
  readonly source: LocalServer;
  /** Where it is reached through the proxy. */
  readonly target: LocalServer;
  readonly proxy: LinkProxy;
  readonly bench: Bench;
  readonly backup: string;
}

async function startServer(settings: ServerSettings = {}): Promise<LocalServer> {
  const server = await startTestServer(binary, settings);
  closing.push(() => stopServers([server]));
  return server;
}

/** A backup of 16 MB, and an empty instance that is slow to reach. */
async function start(
  settings: ServerSettings = {},
  more: Partial<Parameters<typeof openBench>[0]> = {},
): Promise<Scene> {
  const source = await startServer({ rdbcompression: "no" });
  await ask(source, [
    ["DEBUG", "POPULATE", String(KEYS), "key", "20000"],
    ["SELECT", "7"],
    ["SET", "last", "ours"],
  ]);
  const bench = await openBench({ servers: [source], ...more });
  closing.push(() => bench.close());
  const backup = await takeBackup(bench, source);
  const target = await startServer(settings);
  const proxy = await LinkProxy.start(target);
  closing.push(() => proxy.close());
  await watchSpare(bench, proxy);
  proxy.weather.bytesPerSecond = SLOW_BYTES_PER_SECOND;
  return { source, target, proxy, bench, backup };
}

/** Starts a restore, and resolves once a part of it is in. */
async function begin({ bench, proxy, target, backup }: Scene): Promise<Run> {
  const run = await bench.start(await planRestore(bench, proxy, backup));
  await someAreIn(target);
  return run;
}

/** What is left of it comes as fast as it can. */
const hurry = ({ proxy }: Scene): void =>
  proxy.each((connection) => {
    connection.weather.bytesPerSecond = null;
  });

/** It ended with a part in, says how much, and what a person does: nothing was flushed. */
async function expectPart({ bench, target, proxy }: Scene, started: Run, cause: RegExp): Promise<Run> {
  const run = await bench.ended(started);
  expect(run).toMatchObject({ state: "partial", summary: expect.stringMatching(cause) });
  expect(run.summary).toMatch(/^A part of the backup is in\. .* [\d,]+ of 801 keys are in/);
  expect(run.advice).toContain(`redis-cli -h ${proxy.host} -p ${proxy.port} FLUSHALL`);
  expect(await calls(target, "flushall")).toBe(0);
  const counted = Number(/ ([\d,]+) of 801 keys/.exec(run.summary ?? "")?.[1]?.replace(",", ""));
  const more = Number(/up to ([\d,]+) more/.exec(run.summary ?? "")?.[1]?.replace(",", "") ?? 0);
  const text = String(await ask(target, [["INFO", "keyspace"]]));
  const held = [...text.matchAll(/keys=(\d+)/g)].reduce((sum, [, keys]) => sum + Number(keys), 0);
  // A foreign key may be among them.
  expect(held).toBeGreaterThanOrEqual(counted);
  expect(held).toBeLessThanOrEqual(counted + more + 1);
  return run;
}

test("progress counts keys and bytes, never goes back, and says how long it will take", async () => {
  const scene = await start();
  const run = await scene.bench.ended(await begin(scene));
  expect(run.state).toBe("succeeded");
  expect(await digestOf(scene.target)).toBe(await digestOf(scene.source));
  const heard = scene.bench.heard.runs.flatMap(({ action, steps }) =>
    action === "restore"
      ? steps.flatMap(({ kind, progress }) => (kind === "send-backup" ? (progress ?? []) : []))
      : [],
  );
  const fractions = heard.flatMap(({ fraction }) => fraction ?? []);
  expect(fractions.length).toBeGreaterThan(2);
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  expect(heard.some(({ text }) => /^[\d,]+ of 801 keys, [\d.]+.[KM]iB of [\d.]+.MiB/.test(text))).toBe(true);
  expect(heard.some(({ etaSeconds }) => (etaSeconds ?? 0) > 0)).toBe(true);
});

test("one that is cancelled says how much is in, and goes through once a person has emptied the instance", async () => {
  const scene = await start();
  const run = await begin(scene);
  await scene.bench.actions.cancel(run.id);
  await expectPart(scene, run, /Cancelled\./);
  const plan = await planRestore(scene.bench, scene.proxy, scene.backup);
  expect(plan.checks.find(({ code }) => code === "restore-empty")?.status).toBe("fail");
  await ask(scene.target, [["FLUSHALL"]]);
  scene.proxy.weather.bytesPerSecond = null;
  expect((await restore(scene.bench, scene.proxy, scene.backup)).run.state).toBe("succeeded");
  expect(await digestOf(scene.target)).toBe(await digestOf(scene.source));
});

test("a connection that is cut leaves a part, told with what may be in beside it", async () => {
  const scene = await start();
  const run = await begin(scene);
  scene.proxy.each((connection) => connection.cut());
  await expectPart(scene, run, /connection ended|reset/);
});

test("a key that somebody else has written meanwhile ends it, and stays as it is", async () => {
  const scene = await start();
  const run = await begin(scene);
  await ask(scene.target, [
    ["SELECT", "7"],
    ["SET", "last", "theirs"],
  ]);
  hurry(scene);
  await expectPart(scene, run, /Somebody else writes .*BUSYKEY/);
  expect(
    await ask(scene.target, [
      ["SELECT", "7"],
      ["GET", "last"],
    ]),
  ).toBe("theirs");
});

test("a key that somebody else has added is told by the count", async () => {
  const scene = await start();
  const run = await begin(scene);
  await ask(scene.target, [["SET", "theirs", "1"]]);
  hurry(scene);
  const ended = await scene.bench.ended(run);
  expect(ended).toMatchObject({
    state: "partial",
    summary: expect.stringMatching(/^All of the backup was sent.* db0 holds 801 keys instead of 800\./),
  });
});

test("an instance without memory for it leaves a part", async () => {
  const scene = await start({ maxmemory: "12mb" });
  const plan = await planRestore(scene.bench, scene.proxy, scene.backup);
  expect(plan.checks.find(({ code }) => code === "restore-memory")?.status).toBe("fail");
  await ask(scene.target, [["CONFIG", "SET", "maxmemory", "0"]]);
  const run = await begin(scene);
  await ask(scene.target, [["CONFIG", "SET", "maxmemory", "6mb"]]);
  await expectPart(scene, run, /no memory left/);
});

test("an instance that becomes a replica refuses the rest", async () => {
  const scene = await start();
  const run = await begin(scene);
  await ask(scene.target, [
    ["CONFIG", "SET", "replica-serve-stale-data", "yes"],
    ["REPLICAOF", "127.0.0.1", "1"],
  ]);
  await expectPart(scene, run, /replica now/);
});

test("a value that the instance does not take at once ends it before anything is sent", async () => {
  const scene = await start({ "proto-max-bulk-len": "1mb" });
  await ask(scene.source, [["EVAL", "redis.call('SET', 'large', string.rep('x', 2000000))", "0"]]);
  const backup = await takeBackup(scene.bench, scene.source);
  const { plan, run } = await restore(scene.bench, scene.proxy, backup);
  expect(plan.checks.find(({ code }) => code === "restore-value")?.status).toBe("warn");
  expect(run).toMatchObject({ state: "unchanged", summary: expect.stringContaining("proto-max-bulk-len") });
  expect(await calls(scene.target, "restore")).toBe(0);
});

test("databases that the instance does not have are told in the plan", async () => {
  const scene = await start({ databases: "4" });
  const plan = await planRestore(scene.bench, scene.proxy, scene.backup);
  expect(plan.checks.find(({ code }) => code === "restore-databases")).toMatchObject({ status: "fail" });
});

test("a byte that changed on the disk ends it before anything is sent", async () => {
  const scene = await start();
  const dir = join(scene.bench.dataDir, "backups");
  flip(join(dir, readdirSync(dir)[0] ?? ""));
  const { run } = await restore(scene.bench, scene.proxy, scene.backup);
  expect(run).toMatchObject({ state: "unchanged", summary: expect.stringContaining("SHA-256") });
  expect(await calls(scene.target, "restore")).toBe(0);
});

test("a byte that changes between the look and the sending is not sent", async () => {
  let opened = 0;
  const first = await start();
  const dir = join(first.bench.dataDir, "backups");
  const folder = createBackupFolder(first.bench.dataDir);
  const backups: BackupTarget = {
    ...folder,
    async open(id) {
      opened += 1;
      if (opened === 2) flip(join(dir, `${id}.rdb`));
      return folder.open(id);
    },
  };
  const bench = await openBench({ servers: [first.source], dataDir: first.bench.dataDir, backups });
  closing.push(() => bench.close());
  await watchSpare(bench, first.target);
  const { run } = await restore(bench, first.target, first.backup);
  expect(run.summary).toContain("changed while it was sent");
  expect(
    await ask(first.target, [
      ["SELECT", "7"],
      ["EXISTS", "last"],
    ]),
  ).toBe(0);
});

test("a key that somebody writes while the backup is read keeps everything from being sent", async () => {
  const first = await start();
  const folder = createBackupFolder(first.bench.dataDir);
  const backups: BackupTarget = {
    ...folder,
    async open(id) {
      await ask(first.target, [["SET", "theirs", "1"]]);
      return folder.open(id);
    },
  };
  const bench = await openBench({ servers: [first.source], dataDir: first.bench.dataDir, backups });
  closing.push(() => bench.close());
  await watchSpare(bench, first.target);
  const { run } = await restore(bench, first.target, first.backup);
  expect(run).toMatchObject({
    state: "unchanged",
    summary: expect.stringMatching(/is not empty \(db0: 1 key\), so nothing was sent\./),
  });
  expect(await calls(first.target, "restore")).toBe(0);
});

/** Flips a bit well within the last of its blocks. */
function flip(file: string): void {
  const bytes = readFileSync(file);
  const at = bytes.length - 100_000;
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(file, bytes);
}
