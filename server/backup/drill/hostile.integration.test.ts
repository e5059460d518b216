import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Backup } from "@/lib/contract";
import { RdbFault, RdbReader } from "@/lib/rdb";
import type { LocalServer } from "@/server/local";
import { findServer } from "@/server/local";
import { ask } from "@/server/testing/ask";
import { everyType } from "@/server/testing/every-type";
import { idAt } from "@/server/testing/fleet";
import { startTestServer, stopServers } from "@/server/testing/group";
import { openToAll } from "@/server/testing/open-servers";
import { serverMatrix } from "@/server/testing/versions";
import { type DrillBench, openDrills } from "./drill.fixture";
import type { DrillDeps } from "./drills";
import { bomb, hostileFiles, manyKeys, storeBackup } from "./made-backup.fixture";

let primary: LocalServer;
let bench: DrillBench;
let open = "";
beforeAll(async () => {
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("no server");
  primary = await startTestServer(binary);
  bench = await openDrills([primary]);
  open = mkdtempSync(join(tmpdir(), "tidemark-programs-"));
  chmodSync(open, 0o755);
});
afterAll(async () => {
  await bench?.close();
  await stopServers([primary]);
  rmSync(open, { recursive: true, force: true });
});

const fileOf = ({ id }: Backup): string => join(bench.dataDir, "backups", `${id}.rdb`);
const MIB = 1024 * 1024;

/** A program that says it is a server, and then does as `script` says. */
function program(name: string, script: string): string {
  const path = join(open, name);
  const lines = [
    "#!/bin/sh",
    'if [ "$1" = --version ]; then echo "Redis server v=7.0.15 sha=0"; exit; fi',
    script,
  ];
  writeFileSync(path, `${lines.join("\n")}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** Drills, and sees that nothing of it stays. */
async function verdict(backup: Backup, more: Partial<DrillDeps> = {}) {
  const done = await bench.drill(backup, more);
  expect(readdirSync(join(bench.dataDir, "drill"))).toEqual([]);
  expect(done.run).toMatchObject({ state: "unchanged", summary: `Drill failed: ${done.backup.drill?.text}` });
  expect(done.backup.drill).toMatchObject({ ok: false, digest: "not-compared" });
  const steps = Object.fromEntries(done.run.steps.map(({ kind, state }) => [kind, state]));
  return { ...done, steps, text: done.backup.drill?.text ?? "" };
}

test("R14: what inflates to more than a drill may take is refused by its figures, before a server sees it", async () => {
  const backup = await storeBackup(bench.bench, bomb(20, 30));
  expect(backup.sizeBytes).toBeLessThan(8 * MIB);
  const { text, steps, backup: after } = await verdict(backup, { bounds: { memoryCapBytes: 400 * MIB } });
  expect(text).toMatch(
    /^Not loaded: the file of 6\.\d+\sMiB takes at least 600\sMiB of memory .* may take 400\sMiB here/,
  );
  expect(steps).toMatchObject({ "drill-fetch": "done", "drill-load": "skipped", "drill-remove": "done" });
  expect(after.state).toBe("verified");
});

test("R14: what takes more memory than the limit ends the server, and is told as that", async () => {
  const backup = await storeBackup(bench.bench, manyKeys(450_000));
  const { text, steps } = await verdict(backup, { bounds: { memoryCapBytes: 80 * MIB } });
  expect(text).toMatch(
    /^Not loaded: its data takes more than the 80\.0\sMiB of memory that the server was allowed\./,
  );
  expect(steps).toMatchObject({ "drill-load": "failed", "drill-compare": "skipped", "drill-remove": "done" });
});

test("R14: a changed byte is found by the hash, and reaches no server", async () => {
  const backup = await storeBackup(bench.bench, manyKeys(1_000));
  const bytes = readFileSync(fileOf(backup));
  bytes[500] = (bytes[500] ?? 0) ^ 1;
  writeFileSync(fileOf(backup), bytes);
  const { text, steps, backup: after } = await verdict(backup);
  expect(text).toMatch(/^The kept file is not what was stored: its SHA-256 is another one\./);
  expect(steps).toMatchObject({ "drill-fetch": "failed", "drill-load": "skipped" });
  expect(after).toMatchObject({ state: "damaged", error: text });
  await expect(bench.drills().startDrill(backup.id, "ana")).rejects.toMatchObject({ code: "not-verified" });
});

test.each([
  ["cut short", (path: string) => truncateSync(path, 700), /it has 700 bytes instead of [\d,]+\./],
  ["gone", (path: string) => rmSync(path), /its file is gone\./],
])("a file that is %s reaches no server, and is marked as damaged", async (_, harm, says) => {
  const backup = await storeBackup(bench.bench, manyKeys(1_000));
  harm(fileOf(backup));
  const { text, backup: after } = await verdict(backup);
  expect(text).toMatch(says);
  expect(after.state).toBe("damaged");
});

test("R14: what a file says of lengths that nothing follows is found by the walk, and reaches no server", async () => {
  for (const [name, bytes] of Object.entries(hostileFiles).filter(([one]) =>
    /as many$|terabytes|cut/.test(one),
  )) {
    const backup = await storeBackup(bench.bench, manyKeys(1));
    const [sizeBytes, sha256] = [bytes.length, createHash("sha256").update(bytes).digest("hex")];
    writeFileSync(fileOf(backup), bytes);
    const row = { ...backup, sizeBytes, sha256 };
    await bench.bench.store.backups.save(row);
    const { text, steps } = await verdict(row);
    expect([name, steps], text).toEqual([
      name,
      expect.objectContaining({ "drill-fetch": "failed", "drill-load": "skipped", "drill-remove": "done" }),
    ]);
  }
});

test("R14: files of every type with bytes changed within their values harm nobody, whatever a server makes of them", async () => {
  const old = (await serverMatrix()).find(({ name }) => name.startsWith("redis-7.0"));
  if (old === undefined) throw new Error("no Redis 7.0");
  const source = await startTestServer(old);
  try {
    await ask(source, everyType(old));
    await ask(source, [["SAVE"]]);
    const whole = readFileSync(join(source.dir, "dump.rdb"));
    const outcomes: string[] = [];
    for (let seed = 1; outcomes.length < CHANGED_FILES || !outcomes.some(failed); seed += 1) {
      const bytes = changed(whole, seed);
      if (!isWalked(bytes)) continue;
      const backup = await storeBackup(bench.bench, bytes);
      const done = await bench.drill(backup, { server: openToAll(old).path });
      outcomes.push(done.backup.drill?.text ?? "no verdict");
      expect(readdirSync(join(bench.dataDir, "drill")), `seed ${seed}`).toEqual([]);
      expect(readFileSync(fileOf(backup)).equals(bytes), `seed ${seed}`).toBe(true);
    }
    expect(outcomes).not.toContain("no verdict");
    const good = await storeBackup(bench.bench, manyKeys(10));
    expect((await bench.drill(good)).backup.drill).toMatchObject({ ok: true, keys: 10 });
  } finally {
    await stopServers([source]);
  }
});

const CHANGED_FILES = 12;
const failed = (text: string): boolean => /crashed over the file|could not load the file/.test(text);

/** The file with eight bytes changed somewhere behind its head, and no checksum, so that the server takes it as it is. */
function changed(whole: Uint8Array, seed: number): Buffer {
  const bytes = Buffer.from(whole);
  bytes.fill(0, bytes.length - 8);
  let state = seed;
  const draw = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % below;
  };
  for (let i = 0; i < 8; i += 1) bytes[200 + draw(bytes.length - 210)] = draw(256);
  return bytes;
}

/** Whether the walk finds nothing in it; what it finds reaches no server. */
function isWalked(bytes: Uint8Array): boolean {
  try {
    const reader = new RdbReader(bytes.length);
    if (reader.feed(bytes) < bytes.length) return false;
    reader.end();
    return true;
  } catch (error) {
    if (error instanceof RdbFault) return false;
    throw error;
  }
}

test("a server that does not read the version after all is quoted", async () => {
  const newer = manyKeys(10);
  newer.write("REDIS0012");
  const old = (await serverMatrix()).find(({ name }) => name.startsWith("redis-7.0"));
  if (old === undefined) throw new Error("no Redis 7.0");
  const backup = await storeBackup(bench.bench, newer, { rdbVersion: null });
  const { text, steps } = await verdict(backup, { server: openToAll(old).path });
  expect(text).toMatch(/^Redis 7\.0\.\d+ refused the file's version/);
  expect(steps).toMatchObject({ "drill-load": "failed" });
});

test("R14: a server that never gets ready is ended at its deadline", async () => {
  const backup = await storeBackup(bench.bench, manyKeys(10));
  const server = program("never", "exec /bin/sleep 600");
  const { text } = await verdict(backup, { server, bounds: { leastSeconds: 0 } });
  expect(text).toMatch(/^Not loaded: Redis 7\.0\.15 did not answer PING within 1\.0\ss, and was ended\.$/);
});

test.each([
  ["crashes", "kill -SEGV $$", /crashed over the file \(SIGSEGV\)/],
  ["ends", "exit 1", /could not load the file and ended \(exit 1\)/],
  [
    "takes all the time there is",
    "while :; do :; done",
    /more than the \d+\ss of processor time|did not answer PING within/,
  ],
])("R14: a server that %s is told as that", async (name, script, says) => {
  const backup = await storeBackup(bench.bench, manyKeys(10));
  const { text } = await verdict(backup, {
    server: program(name.replaceAll(" ", "-"), script),
    bounds: { leastSeconds: 0 },
  });
  expect(text).toMatch(says);
});

test("a program that is none, or may not be run, is named with what to do", async () => {
  const backup = await storeBackup(bench.bench, manyKeys(10));
  const missing = join(open, "no-such-server");
  expect((await verdict(backup, { server: missing })).text).toContain(
    `backups.drill.server names ${missing}`,
  );
  if (process.getuid?.() !== 0) return;
  const closed = join(open, "closed");
  mkdirSync(closed, { mode: 0o700 });
  const server = join(closed, "server");
  writeFileSync(server, readFileSync(program("open", "exit 0")), { mode: 0o755 });
  expect((await verdict(backup, { server })).text).toMatch(/could not be started: .* may not execute it/);
});

test("a source that stands at the backup's offset with other data fails the drill", async () => {
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("no server");
  const fields = String(await ask(primary, [["INFO", "replication"]]));
  const of = (name: string): string => new RegExp(`${name}:(\\S+)`).exec(fields)?.[1] ?? "";
  const backup = await storeBackup(bench.bench, manyKeys(10), {
    group: "orders",
    instance: idAt(primary),
    replid: of("master_replid"),
    offset: Number(of("master_repl_offset")),
  });
  const done = await bench.drill(backup, {
    server: openToAll(binary).path,
    bounds: { longestBlockMs: 5_000 },
  });
  expect(done.backup.drill).toMatchObject({ ok: false, keys: 10, digest: "different" });
  expect(done.backup.drill?.text).toMatch(
    /Its digest differs from that of .*, which stands at that offset\.$/,
  );
  expect(done.run.steps[2]).toMatchObject({ state: "failed", command: ["DEBUG", "DIGEST"] });
  const slow = await bench.drill(backup, {
    server: openToAll(binary).path,
    bounds: { longestBlockMs: 0 },
  });
  expect(slow.backup.drill).toMatchObject({ ok: true, digest: "not-compared" });
  expect(slow.backup.drill?.text).toMatch(/the source would answer nobody for as long\.$/);
});

test("other keys than were backed up are a failed drill, with the figures", async () => {
  const found = await findServer({ install: false });
  if ("missing" in found) throw new Error(found.missing);
  const backup = await storeBackup(bench.bench, manyKeys(1_000), {
    databases: [
      { index: 0, keys: 1_001, expires: 0 },
      { index: 3, keys: 2, expires: 2 },
    ],
  });
  const done = await bench.drill(backup);
  expect(done.backup.drill).toMatchObject({
    ok: false,
    keys: 1_000,
    text: "Other keys than were backed up: db0 holds 1,000 of 1,001 keys.",
  });
  expect(done.run.steps.map(({ state }) => state)).toEqual(["done", "done", "failed", "done"]);
  expect(existsSync(fileOf(backup))).toBe(true);
});
