import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Backup } from "@/lib/contract";
import type { LocalServer } from "@/server/local";
import { ask } from "@/server/testing/ask";
import { startGroup, type TestGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { type KeepBench, noSchedules, openKeepBench, TestClock } from "./keep.fixture";

const [own] = (await serverMatrix()).filter(({ name }) => name.startsWith("redis-7"));
if (own === undefined) throw new Error("there is no redis-7");
const binary = own;

const dayMs = 86_400_000;
const settings = { ...noSchedules, keep: { last: 2, days: 0 } };
const closing: (() => unknown)[] = [];
let group: TestGroup;
let replica: LocalServer;
let dataDir = "";
let bench: KeepBench;
beforeEach(async () => {
  group = await startGroup({ binary, replicas: 1 });
  closing.push(() => group.stop());
  const [one] = group.replicas;
  if (one === undefined) throw new Error("no replica");
  replica = one;
  await fill(100);
  dataDir = mkdtempSync(join(tmpdir(), "tidemark-retain-"));
  closing.push(() => rmSync(dataDir, { recursive: true, force: true }));
  bench = await open();
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(clock?: TestClock): Promise<KeepBench> {
  const more = clock === undefined ? { settings } : { settings, clock };
  const opened = await openKeepBench({ servers: group.all, dataDir }, more);
  closing.push(() => opened.close());
  return opened;
}

async function fill(keys: number): Promise<void> {
  await ask(group.primary, [
    ["FLUSHALL"],
    ["MSET", ...Array.from({ length: keys }, (_, n) => [`k${n}`, "v"]).flat()],
  ]);
  await waitFor("the replica has it", async () => (await ask(replica, [["DBSIZE"]])) === keys);
}

const idle = (): Promise<boolean> =>
  waitFor("its child has ended", async () =>
    String(await ask(replica, [["INFO", "persistence"]])).includes("rdb_bgsave_in_progress:0"),
  );
async function take(): Promise<string> {
  await idle();
  const { run } = await bench.run({ action: "backup" });
  if (run.state !== "succeeded" || run.backup === null) throw new Error(`no backup: ${run.summary}`);
  return run.backup;
}
const rows = async (): Promise<Backup[]> => bench.store.backups.inOrder("orders");
const ids = async (): Promise<string[]> => (await rows()).map(({ id }) => id);
const files = (): string[] =>
  readdirSync(join(dataDir, "backups"))
    .map((name) => name.replace(".rdb", ""))
    .sort();
const untilKept = (kept: readonly string[]): Promise<unknown> =>
  waitFor(`${kept.length} are kept`, async () => (await ids()).join() === kept.join());

test("After each verified backup what need not be kept goes, with its file, and the audit says why", async () => {
  const [a, b] = [await take(), await take()];
  expect(await ids()).toEqual([b, a]);
  const c = await take();
  await untilKept([c, b]);
  expect(files()).toEqual([b, c].sort());
  const struck = await bench.store.audit.list({ kind: "backup-deleted", limit: 10 });
  expect(struck).toMatchObject([
    {
      actor: "retention",
      group: "orders",
      detail: { backup: a, why: "Not among the newest 2 verified ones, and older than 0 days." },
    },
  ]);
});

test("A file that somebody reads is not deleted under the reader, but the next time", async () => {
  const a = await take();
  const stored = await bench.folder.open(a);
  if (stored === null) throw new Error("no file");
  await take();
  const [c, d] = [await take(), await take()];
  await untilKept([d, c, a]);
  expect(files()).toContain(a);
  stored.stream.destroy();
  await once(stored.stream, "close");
  const e = await take();
  await untilKept([e, d]);
});

test("Neither a clock a year ahead, nor one a year back, nor ten failures take the newest", async () => {
  const [a, b] = [await take(), await take()];
  for (let n = 0; n < 10; n += 1) {
    const [row] = await rows();
    if (row === undefined) throw new Error("no row");
    const failed = {
      ...row,
      id: row.id.replace(/.{12}$/, String(n).padStart(12, "0")),
      state: "failed" as const,
    };
    await bench.store.backups.save(failed);
  }
  await bench.keep.close();
  for (const offsetMs of [365 * dayMs, -365 * dayMs]) {
    bench = await open(new TestClock(Date.now() + offsetMs));
    await bench.keep.close();
    const kept = await ids();
    expect(kept).toContain(a);
    expect(kept).toContain(b);
  }
  expect(files()).toEqual([a, b].sort());
});

test("A backup that a wrong clock dated in the future is not the newest: what came after it is", async () => {
  await take();
  const [row] = await rows();
  if (row === undefined) throw new Error("no row");
  const id = "01999999-0000-7000-8000-000000000000";
  await bench.store.backups.save({ ...row, id, startedAt: new Date(Date.now() + 365 * dayMs).toISOString() });
  await take();
  const [c, d] = [await take(), await take()];
  // It is younger than any number of days until its time has come, and the newest two are kept beside it.
  await untilKept([d, c, id]);
});

test("A data set that collapsed ends all deleting, until a person says that this is right", async () => {
  const [a, b] = [await take(), await take()];
  await fill(10);
  const c = await take();
  await waitFor("it is said", () => bench.events.some(({ type }) => type === "retention-frozen"));
  const d = await take();
  await waitFor("it is said of the newest", async () =>
    (await rows())[0]?.checks.some(({ code, status }) => code === "data-collapsed" && status === "warn"),
  );
  expect(await ids()).toEqual([d, c, b, a]);
  const [newest] = await rows();
  if (newest === undefined) throw new Error("no row");
  expect(newest.checks.at(-1)?.text).toContain("It holds 10 keys, and those before it hold 100 keys");
  expect(await bench.keep.accept(newest, "ana")).toMatchObject({ id: d });
  await untilKept([d, c]);
  expect((await bench.store.audit.list({ kind: "backup-accepted", limit: 5 }))[0]).toMatchObject({
    actor: "ana",
    detail: { backup: d },
  });
});

test("Files that no row names are said at the start, and left alone", async () => {
  const a = await take();
  const strays = ["orders-2026.rdb", "01999999-0000-7000-8000-000000000000.rdb"];
  for (const name of strays) writeFileSync(join(dataDir, "backups", name), "REDIS0011");
  await bench.keep.close();
  bench = await open();
  expect(bench.events).toMatchObject([
    {
      type: "files-without-rows",
      title: "2 files in data-dir/backups belong to no backup in the list",
      detail: expect.stringContaining(strays.toSorted().join(", ")),
    },
  ]);
  for (const name of [...strays, `${a}.rdb`]) expect(existsSync(join(dataDir, "backups", name))).toBe(true);
});
