import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Backup } from "@/lib/contract";
import type { LocalServer } from "@/server/local";
import { startReplica, startTestServer, stopServers } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { type DrillBench, openDrills } from "./drill.fixture";
import { DrillFolders } from "./folders";
import { aloneOnTheNet } from "./limits";
import { manyKeys, storeBackup } from "./made-backup.fixture";

/** A load that goes on for long, and answers in between. */
const slowly = ["--key-load-delay", "2000", "--loading-process-events-interval-bytes", "1024"];
const KEYS = 30_000;

let primary: LocalServer;
let replica: LocalServer;
let bench: DrillBench;
let backup: Backup;
beforeAll(async () => {
  const binary = (await serverMatrix()).find(({ name }) => name.startsWith("redis-7.0"));
  if (binary === undefined) throw new Error("no Redis 7.0");
  primary = await startTestServer(binary);
  replica = await startReplica(binary, primary);
  bench = await openDrills([primary, replica]);
  backup = await storeBackup(bench.bench, manyKeys(KEYS));
});
afterAll(async () => {
  await bench?.close();
  await stopServers([primary, replica]);
});
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** The process whose working directory is a drill's folder. */
function serverOf(run: string): number | null {
  const dir = join(bench.dataDir, "drill", run);
  const found = readdirSync("/proc").find((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/cwd`) === dir;
    } catch {
      return false;
    }
  });
  return found === undefined ? null : Number(found);
}

const isThere = (pid: number): boolean => existsSync(`/proc/${pid}`);
const status = (pid: number): Record<string, string> =>
  Object.fromEntries(
    readFileSync(`/proc/${pid}/status`, "utf8")
      .split("\n")
      .map((line) => line.split(":\t"))
      .flatMap(([name, value]) => (name === undefined || value === undefined ? [] : [[name, value.trim()]])),
  );

/** Starts a slow drill, and waits until it loads. */
async function loading() {
  const drills = bench.drills({ bounds: { words: slowly } });
  const run = await drills.startDrill(backup.id, "ana");
  closing.push(async () => {
    drills.stop(run.id);
    await bench.ended(run);
  });
  await waitFor("its load has been told", () =>
    bench.heard.some(({ id, steps }) => id === run.id && (steps[1]?.progress?.fraction ?? 0) > 0),
  );
  const pid = serverOf(run.id);
  if (pid === null) throw new Error("no server runs in its folder");
  return { drills, run, pid };
}

test("R14: its server has no rights, no network, nothing of Tidemark's environment, and its limits", async () => {
  const { drills, run, pid } = await loading();
  const now = status(pid);
  expect(now).toMatchObject({ CapEff: "0000000000000000", NoNewPrivs: "1" });
  if (process.getuid?.() === 0)
    expect(now).toMatchObject({
      Uid: "65534\t65534\t65534\t65534",
      Gid: "65534\t65534\t65534\t65534",
      Groups: expect.stringMatching(/^\s*$/),
    });
  expect(readFileSync(`/proc/${pid}/environ`, "utf8")).toBe("");
  const network = (of: number | string): string => readlinkSync(`/proc/${of}/ns/net`);
  expect(network(pid) !== network("self")).toBe((await aloneOnTheNet()) !== null);
  const limits = readFileSync(`/proc/${pid}/limits`, "utf8");
  expect(limits).toMatch(/Max file size\s+0\s+0/);
  expect(limits).toMatch(/Max core file size\s+0\s+0/);
  expect(limits).toMatch(/Max address space\s+\d{8,12}\s/);
  expect(limits).toMatch(/Max cpu time\s+6\d\s/);
  const sockets = readdirSync(`/proc/${pid}/fd`)
    .map((fd) => /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1])
    .filter((inode) => inode !== undefined);
  const listening = ["tcp", "tcp6", "udp", "udp6"]
    .map((of) => readFileSync(`/proc/${pid}/net/${of}`, "utf8"))
    .join("");
  expect(sockets.length).toBeGreaterThan(0);
  expect(sockets.filter((inode) => new RegExp(`\\s${inode}\\s`).test(listening))).toEqual([]);
  const dir = join(bench.dataDir, "drill", run.id);
  expect(statSync(dir).mode & 0o777).toBe(0o700);
  expect(statSync(join(dir, "dump.rdb"))).toMatchObject({ nlink: 1, mode: 0o100600 });
  drills.stop(run.id);
  await bench.ended(run);
});

test("it tells bytes and keys while it loads, and a cancel ends it without a verdict", async () => {
  const { drills, run, pid } = await loading();
  const told = bench.heard
    .filter(({ id }) => id === run.id)
    .map(({ steps }) => steps[1]?.progress?.text ?? "");
  expect(told.find((text) => /^[\d.]+\s(KiB|B) of 264\sKiB, [\d,]+ keys$/.test(text))).toBeDefined();
  await bench.bench.actions.cancel(run.id, "ben");
  drills.stop(run.id);
  const ended = await bench.ended(run);
  expect(ended).toMatchObject({
    state: "unchanged",
    cancellable: false,
    summary: "Drill broken off: Cancelled. Nothing was proven.",
  });
  expect(ended.steps.map(({ state }) => state)).toEqual(["done", "failed", "skipped", "done"]);
  expect(isThere(pid)).toBe(false);
  expect(readdirSync(join(bench.dataDir, "drill"))).toEqual([]);
  expect((await bench.bench.store.backups.get(backup.id))?.drill).toBeNull();
});

test("another process on this store hears of a cancel when it renews its lease", async () => {
  const { run } = await loading();
  await bench.bench.actions.cancel(run.id, "ben");
  expect((await bench.ended(run)).summary).toMatch(/Cancelled/);
});

test("one drill goes on at a time, and a run of the group beside it", async () => {
  const { drills, run } = await loading();
  for (const other of [drills, bench.drills()])
    await expect(other.startDrill(backup.id, "ben")).rejects.toMatchObject({
      status: 409,
      code: "drill-busy",
      extra: { run: run.id },
    });
  const beside = await bench.bench.run({ action: "backup", method: "wire" });
  expect(beside.run.state).toBe("succeeded");
  expect(bench.bench.fleet.group("orders")?.run).toBeNull();
  expect((await bench.bench.store.runs.get(run.id))?.state).toBe("running");
  drills.stop(run.id);
  await bench.ended(run);
  const audit = await bench.bench.store.audit.list({ group: "orders", limit: 100 });
  expect(audit.filter((row) => row.run === run.id).map(({ kind, actor }) => [kind, actor])).toEqual([
    ["run-ended", "ana"],
    ["run-started", "ana"],
  ]);
});

test("a Tidemark that stops in good order ends its drill", async () => {
  const { drills, run, pid } = await loading();
  await drills.close();
  expect(isThere(pid)).toBe(false);
  expect((await bench.bench.store.runs.get(run.id))?.summary).toMatch(
    /^Drill broken off: Tidemark was stopped/,
  );
});

test("whatever runs in a folder is ended with it", async () => {
  const folders = new DrillFolders(bench.dataDir);
  const dir = join(bench.dataDir, "drill", "left");
  mkdirSync(dir, { recursive: true });
  const left = spawn("/bin/sleep", ["600"], { cwd: dir, stdio: "ignore" });
  const ended = new Promise((resolve) => left.once("exit", (_, signal) => resolve(signal)));
  expect(await folders.all()).toEqual(["left"]);
  await bench.drills().recover();
  expect(await ended).toBe("SIGKILL");
  expect(existsSync(dir)).toBe(false);
});

const root = fileURLToPath(new URL("../../..", import.meta.url));
const actorFile = join(root, "node_modules", ".cache", `tidemark-driller-${process.pid}.mjs`);

test("R14: killed in the midst of a load, it takes its server with it, and the next start ends its run and sweeps its folder", async () => {
  await build({
    entryPoints: [join(root, "server/backup/drill/actor.fixture.ts")],
    outfile: actorFile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    tsconfig: join(root, "tsconfig.json"),
  });
  closing.push(() => rmSync(actorFile, { force: true }));
  const actor: ChildProcess = spawn(process.execPath, [actorFile, bench.dataDir, backup.id, ...slowly], {
    cwd: root,
    env: { ...process.env, TIDEMARK_TEST: "1" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  closing.push(() => actor.kill("SIGKILL"));
  const run = await waitFor("its drill loads", async () => {
    const [going] = await bench.bench.store.runs.unfinished({ drills: true });
    return going !== undefined && going.steps[1]?.progress != null ? going : null;
  });
  const pid = serverOf(run.id);
  if (pid === null) throw new Error("no server runs in its folder");
  // As long as its process lives, nobody else ends it.
  await bench.drills().recover();
  expect((await bench.bench.store.runs.get(run.id))?.state).toBe("running");
  expect(isThere(pid)).toBe(true);

  actor.kill("SIGKILL");
  await waitFor("its server is gone", () => !isThere(pid));
  await bench.drills().recover();
  const ended = await bench.bench.store.runs.get(run.id);
  expect(ended).toMatchObject({
    state: "unchanged",
    cancellable: false,
    summary: expect.stringMatching(/^Drill broken off: Tidemark was stopped during the drill\./),
  });
  expect(ended?.steps.map(({ state }) => state)).toEqual(["done", "failed", "skipped", "skipped"]);
  expect(readdirSync(join(bench.dataDir, "drill"))).toEqual([]);
  expect((await bench.bench.store.backups.get(backup.id))?.drill).toBeNull();
  // And the place is free.
  expect((await bench.drill(backup)).backup.drill).toMatchObject({ ok: true, keys: KEYS });
});
