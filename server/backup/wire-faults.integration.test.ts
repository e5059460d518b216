import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Backup, Run } from "@/lib/contract";
import type { LocalServer } from "@/server/local";
import { ask } from "@/server/testing/ask";
import { linkUp, startReplica, startTestServer, stopServers } from "@/server/testing/group";
import { smallDisk } from "@/server/testing/small-disk";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { type Bench, idAt, openBench } from "../actions/bench/bench.fixture";
import { createBackupFolder } from "./targets/folder";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const [own] = (await serverMatrix()).filter(({ name }) => name.startsWith("redis-7"));
if (own === undefined) throw new Error("there is no redis-7");
const binary = own;

interface Scene {
  readonly primary: LocalServer;
  readonly replica: LocalServer;
  readonly bench: Bench;
  readonly dir: string;
  /** A backup that was good before; its bytes must stay. */
  readonly former: { readonly file: string; readonly bytes: Buffer };
}

const KEYS = 800;

/** A replica whose whole data set takes seconds to come: some 20 ms for each 20 kB. */
async function start(
  more: Partial<Parameters<typeof openBench>[0]> & { into?: string } = {},
): Promise<Scene> {
  const primary = await startTestServer(binary);
  closing.push(() => stopServers([primary]));
  const replica = await startReplica(binary, primary, { rdbcompression: "no" });
  closing.push(() => stopServers([replica]));
  const dataDir = await mkdtemp(join(tmpdir(), "tidemark-faults-"));
  closing.push(() => rm(dataDir, { recursive: true, force: true }));
  const bench = await openBench({ servers: [primary, replica], dataDir, ...more });
  closing.push(() => bench.close());
  const { run } = await bench.run({ action: "backup", method: "wire" });
  const dir = join(more.into ?? dataDir, "backups");
  const file = join(dir, `${run.backup}.rdb`);
  const scene = { primary, replica, bench, dir, former: { file, bytes: readFileSync(file) } };
  await ask(primary, [["DEBUG", "POPULATE", String(KEYS), "key", "20000"]]);
  await ask(primary, [["DEBUG", "CHANGE-REPL-ID"]]);
  await ask(primary, [["CLIENT", "KILL", "TYPE", "replica"]]);
  await waitFor("the replica has all keys", async () => (await ask(replica, [["DBSIZE"]])) === KEYS);
  await linkUp(replica);
  await ask(replica, [["CONFIG", "SET", "rdb-key-save-delay", "3000"]]);
  return scene;
}

/** Starts a backup of the replica, or of another source, and resolves once a part of it has come. */
async function begin({ bench, replica }: Scene, source: LocalServer = replica): Promise<Run> {
  const started = await bench.start(
    await bench.plan({ action: "backup", instance: idAt(source), method: "wire" }),
  );
  await waitFor("a part of it has come", async () => {
    const run = await bench.store.runs.get(started.id);
    return run?.steps.some(({ progress }) => (progress?.fraction ?? 0) > 0.1) ?? false;
  });
  return started;
}

const newest = async ({ bench }: Scene): Promise<Backup | undefined> =>
  (await bench.store.backups.list({}))[0];

/** It failed for this cause; nothing of it lies there, and the former one is what it was. */
async function expectNothingKept(scene: Scene, run: Run, cause: string | RegExp): Promise<void> {
  expect(run).toMatchObject({ state: "unchanged", advice: null });
  expect(run.summary).toMatch(cause);
  expect(await newest(scene)).toMatchObject({
    id: run.backup,
    state: "failed",
    sha256: null,
    error: expect.stringMatching(cause),
  });
  const { file, bytes } = scene.former;
  expect(readdirSync(scene.dir).map((name) => join(scene.dir, name))).toEqual([file]);
  expect(readFileSync(file).equals(bytes)).toBe(true);
}

test("progress counts keys and bytes against what the source holds, and never goes back", async () => {
  const scene = await start();
  const ended = await scene.bench.ended(await begin(scene));
  expect(ended.state).toBe("succeeded");
  const heard = scene.bench.heard.runs.flatMap(({ steps }) =>
    steps.flatMap(({ progress }) => progress ?? []),
  );
  const fractions = heard.flatMap(({ fraction }) => fraction ?? []);
  expect(fractions.length).toBeGreaterThan(2);
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  expect(heard.some(({ text }) => /^[\d,]+ of 800 keys, [\d.]+.[KM]iB/.test(text))).toBe(true);
  expect(await newest(scene)).toMatchObject({ state: "verified", keys: KEYS });
});

test("a run that is cancelled ends, and lets the source go", async () => {
  const scene = await start();
  const run = await begin(scene);
  await scene.bench.actions.cancel(run.id);
  await expectNothingKept(scene, await scene.bench.ended(run), /Cancelled\./);
  await waitFor("the source's child is gone", async () =>
    String(await ask(scene.replica, [["INFO", "persistence"]])).includes("rdb_bgsave_in_progress:0"),
  );
});

test("a source that dies leaves a failed backup", async () => {
  const scene = await start();
  const run = await begin(scene);
  await scene.replica.kill();
  await expectNothingKept(scene, await scene.bench.ended(run), /connection ended/);
});

test("a source that becomes a primary leaves a failed backup", async () => {
  const scene = await start();
  const run = await begin(scene);
  await ask(scene.replica, [["REPLICAOF", "NO", "ONE"]]);
  await expectNothingKept(
    scene,
    await scene.bench.ended(run),
    /connection ended|is a primary now|another history/,
  );
});

test("a source that is demoted leaves a failed backup", async () => {
  const scene = await start();
  await ask(scene.primary, [
    ["CONFIG", "SET", "rdbcompression", "no"],
    ["CONFIG", "SET", "rdb-key-save-delay", "3000"],
  ]);
  const run = await begin(scene, scene.primary);
  const other = await startTestServer(binary);
  closing.push(() => stopServers([other]));
  await ask(scene.primary, [["REPLICAOF", other.host, String(other.port)]]);
  await expectNothingKept(
    scene,
    await scene.bench.ended(run),
    /connection ended|is a replica now|another history/,
  );
});

test("a disk that fills up ends it with its cause", async () => {
  const disk = smallDisk(64);
  closing.push(() => disk.close());
  const scene = await start({ backups: createBackupFolder(disk.dir), into: disk.dir });
  const run = await begin(scene);
  disk.fill();
  await expectNothingKept(scene, await scene.bench.ended(run), /full/);
});

test("a Tidemark that is stopped meanwhile leaves nothing half: the next start ends the run and clears it away", async () => {
  const scene = await start();
  const run = await begin(scene);
  await scene.bench.close();
  // As after a kill, when not even that was done in time.
  writeFileSync(join(scene.dir, `${(await lateBackup(scene)).id}.rdb.part`), "half");
  const again = await openBench({ servers: [scene.primary, scene.replica], dataDir: scene.bench.dataDir });
  closing.push(() => again.close());
  await again.actions.recover();
  const ended = await again.ended(run);
  await expectNothingKept({ ...scene, bench: again }, ended, /stopped/);
});

async function lateBackup(scene: Scene): Promise<Backup> {
  const bench = await openBench({ servers: [scene.primary, scene.replica], dataDir: scene.bench.dataDir });
  const [backup] = await bench.store.backups.list({});
  await bench.close();
  if (backup?.state !== "running") throw new Error("no backup is running");
  return backup;
}

test("an operator who may not copy is planned a BGSAVE, with the reason", async () => {
  const scene = await start();
  for (const server of [scene.primary, scene.replica])
    await ask(server, [["ACL", "SETUSER", "op", "on", ">pw", "~*", "&*", "+@all", "-psync"]]);
  const bench = await openBench({
    servers: [scene.primary, scene.replica],
    config: { operator: { username: "op", password: "pw" } },
  });
  closing.push(() => bench.close());
  const plan = await bench.plan({ action: "backup", instance: idAt(scene.replica) });
  expect(plan.request).toMatchObject({ method: "bgsave" });
  expect(plan.checks.find(({ code }) => code === "backup-way")).toMatchObject({
    status: "warn",
    text: expect.stringContaining("+psync"),
  });
  const asked = await bench.plan({ action: "backup", instance: idAt(scene.replica), method: "wire" });
  expect(asked.checks.find(({ code }) => code === "backup-way")).toMatchObject({ status: "fail" });
});
