import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Backup } from "@/lib/contract";
import { ask } from "@/server/testing/ask";
import { everyType } from "@/server/testing/every-type";
import { startReplica, startTestServer, stopServers } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { type KeepBench, noSchedules, openKeepBench, TestClock } from "./keep.fixture";
import { reread } from "./reread";

const [own] = (await serverMatrix()).filter(({ name }) => name.startsWith("redis-7"));
if (own === undefined) throw new Error("there is no redis-7");
const binary = own;

const minuteMs = 60_000;
const dataDir = mkdtempSync(join(tmpdir(), "tidemark-reread-"));
const clock = new TestClock(Math.floor(Date.now() / 3_600_000) * 3_600_000 + 30 * minuteMs);
const settings = { ...noSchedules, recheck: { schedule: "0 * * * *" } };
const options = { signal: new AbortController().signal, bytesPerSecond: Number.POSITIVE_INFINITY };
const closing: (() => unknown)[] = [];
let bench: KeepBench;
let backup: Backup;
let file = "";
let good: Buffer;

beforeAll(async () => {
  const primary = await startTestServer(binary);
  closing.push(() => stopServers([primary]));
  await ask(primary, everyType(binary));
  const replica = await startReplica(binary, primary);
  closing.push(() => stopServers([replica]));
  bench = await openKeepBench({ servers: [primary, replica], dataDir }, { settings, clock });
  const { run } = await bench.run({ action: "backup" });
  file = join(dataDir, "backups", `${run.backup}.rdb`);
  good = readFileSync(file);
});
afterAll(async () => {
  await bench?.close();
  for (const close of closing.reverse()) await close();
  rmSync(dataDir, { recursive: true, force: true });
});
beforeEach(async () => {
  writeFileSync(file, good);
  const [row] = await bench.store.backups.list({});
  if (row === undefined) throw new Error("no backup");
  backup = { ...row, state: "verified", rechecked: null, error: null };
  await bench.store.backups.save(backup);
  bench.events.length = 0;
  bench.told.length = 0;
});

const now = async (): Promise<Backup> => {
  const row = await bench.store.backups.get(backup.id);
  if (row === null) throw new Error("the row is gone");
  return row;
};
const checked = (): Promise<Backup> => {
  bench.keep.recheck(backup);
  return waitFor("it was read again", async () => {
    const row = await now();
    return row.rechecked === null || bench.told.length === 0 ? null : row;
  });
};

test("A file that is what was stored is the same, byte for byte and opcode for opcode", async () => {
  expect(await checked()).toMatchObject({
    state: "verified",
    error: null,
    rechecked: {
      ok: true,
      text: expect.stringMatching(/^Read again: all .*, every opcode, its CRC64 and its SHA-256/),
    },
  });
  expect(bench.events).toEqual([]);
});

test("A bit that flipped at any of 200 places is found", async () => {
  let seed = 20_261_126;
  const draw = (below: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  for (let n = 0; n < 200; n += 1) {
    const bytes = Buffer.from(good);
    const [at, bit] = [draw(bytes.length), draw(8)];
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
    writeFileSync(file, bytes);
    expect([at, bit, (await reread(bench.folder, backup, options)).state]).toEqual([at, bit, "damaged"]);
  }
});

test("Two files that changed places are both found, though each is good in itself", async () => {
  const other = { ...backup, keys: (backup.keys ?? 0) + 1 };
  expect(await reread(bench.folder, other, options)).toMatchObject({ state: "damaged" });
  expect(await reread(bench.folder, { ...backup, sha256: "0".repeat(64) }, options)).toMatchObject({
    state: "damaged",
    text: "Verification failed: its SHA-256 is another one.",
  });
});

test.each([
  ["cut", () => writeFileSync(file, good.subarray(0, 50)), "50 bytes instead of"],
  ["gone", () => rmSync(file), "its file is gone"],
  ["longer", () => writeFileSync(file, Buffer.concat([good, Buffer.from("x")])), "bytes instead of"],
])("One that is %s makes the backup damaged, once, and is given out no more", async (_, spoil, why) => {
  spoil();
  expect(await checked()).toMatchObject({
    state: "damaged",
    error: expect.stringContaining(why),
    rechecked: { ok: false, text: expect.stringContaining(why) },
  });
  expect(bench.events).toMatchObject([{ type: "backup-damaged", severity: "critical", group: "orders" }]);
  expect(bench.told.at(-1)?.state).toBe("damaged");
});

test("A damaged one whose file is what it was again, such as after its disk was mounted, is verified again", async () => {
  rmSync(file);
  await checked();
  writeFileSync(file, good);
  bench.keep.recheck(backup);
  await waitFor("it is verified", async () => (await now()).state === "verified");
  expect(await now()).toMatchObject({ error: null, rechecked: { ok: true } });
});

test("A folder that is not there is no damage", async () => {
  const dir = join(dataDir, "backups");
  renameSync(dir, `${dir}-away`);
  try {
    bench.keep.recheck(backup);
    await waitFor("it is said", () => bench.events.length === 1);
    expect(bench.events).toMatchObject([
      { type: "recheck-failed", severity: "warning", detail: expect.stringContaining("is not there") },
    ]);
    expect(await now()).toMatchObject({ state: "verified", rechecked: null });
  } finally {
    renameSync(`${dir}-away`, dir);
  }
});

test("It is throttled, and stops when it is told to", async () => {
  const stop = new AbortController();
  const slow = reread(bench.folder, backup, { signal: stop.signal, bytesPerSecond: 1 });
  await waitFor("it is read", () => bench.folder.isRead(backup.id));
  stop.abort(new Error("stopped"));
  await expect(slow).rejects.toThrow();
  await waitFor("nobody reads it", () => !bench.folder.isRead(backup.id));
});

test("By schedule each verified one is read again, that which was not for longest first, and none twice for one slot", async () => {
  const { run } = await bench.run({ action: "backup" });
  const second = run.backup;
  await bench.store.backups.save({
    ...backup,
    rechecked: { at: new Date(clock.now() - 3_600_000).toISOString(), ok: true, text: "" },
  });
  bench.told.length = 0;
  for (let minute = 0; minute < 31; minute += 1) clock.pass(minuteMs);
  const slot = await waitFor("the slot is done", async () => {
    const { schedules } = await bench.keep.schedules();
    const last = schedules.find(({ kind }) => kind === "recheck")?.last ?? null;
    return last?.outcome === "running" ? null : last;
  });
  expect(slot).toMatchObject({ outcome: "succeeded", text: "2 read again, none is damaged.", run: null });
  expect(bench.told.map(({ id }) => id)).toEqual([second, backup.id]);
  // The group was free all along, and nothing was sent to its servers: no run, no plan.
  expect(await bench.store.runs.list({ limit: 10 })).toHaveLength(2);
});
