import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LeaseLost } from "@/server/errors";
import { waitFor } from "@/server/testing/wait-for";
import { createStore } from "./index";
import { bootMs } from "./leases";
import { runAt } from "./objects.fixture";
import { openSqlite } from "./sqlite";

/** Short, and longer than a busy disk takes for a write. */
const short = { lengthMs: 1_000, renewEveryMs: 250 };

let dir = "";
const opened: { close(): Promise<void> }[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-leases-"));
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  rmSync(dir, { recursive: true });
});

async function open(lease = short, now = Date.now) {
  const store = await createStore(dir, {
    tiers: [{ stepMs: 1_000, keepMs: 3_600_000 }],
    pollIntervalMs: 500,
    lease,
    now,
  });
  opened.push(store);
  return store;
}

test("A write of the store is on the disk before it resolves", async () => {
  const { db, close } = openSqlite(dir, 0);
  const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(db);
  // FULL: https://www.sqlite.org/pragma.html#pragma_synchronous
  expect(rows).toEqual([{ synchronous: 2 }]);
  await close();
});

test("A group whose holder renews stays its own; one that is not renewed can be taken, and the old holder writes no more", async () => {
  const [one, two] = [await open(), await open()];
  const run = runAt("r");
  const lease = await one.runs.insert(run, null);
  const end = bootMs() + 2 * short.lengthMs;
  while (bootMs() < end) {
    expect(await two.leases.claim(run, [])).toBeNull();
    await one.leases.renew(lease);
  }
  expect(lease.leftMs()).toBeGreaterThan(0);

  const taken = await waitFor("its time is over", () => two.leases.claim(run, []));
  expect(lease.leftMs()).toBeLessThanOrEqual(0);
  expect(taken.token).toBe(lease.token + 1);
  expect(await one.leases.holds(lease)).toBe(false);
  await expect(one.leases.renew(lease)).rejects.toThrow(LeaseLost);
  await expect(one.runs.save({ ...run, title: "from the old one" }, lease)).rejects.toThrow(LeaseLost);
  expect((await two.runs.get("r"))?.title).toBe(run.title);

  await two.runs.save({ ...run, state: "succeeded" }, taken);
  expect(await one.leases.claim(run, [])).toBeNull();
  // The token of a group never falls, whoever takes it next.
  expect((await one.runs.insert(runAt("next"), null)).token).toBe(taken.token + 1);
});

test("Whoever sets the clock ends no lease, and makes none longer", async () => {
  let setMs = 0;
  const now = () => Date.now() + setMs;
  const [one, two] = [await open(short, now), await open(short, now)];
  const lease = await one.runs.insert(runAt("r"), null);
  setMs = 3_600_000;
  expect(await two.leases.claim(runAt("r"), [])).toBeNull();
  expect(lease.leftMs()).toBeGreaterThan(0);
  setMs = -3_600_000;
  await one.leases.renew(lease);
  await waitFor("its time is over", () => two.leases.claim(runAt("r"), []));
  expect(lease.leftMs()).toBeLessThanOrEqual(0);
});

test("A lease that has ended is renewed as long as nobody has taken the group", async () => {
  const store = await open({ ...short, lengthMs: 500 });
  const lease = await store.runs.insert(runAt("r"), null);
  await waitFor("its time is over", () => lease.leftMs() < 0);
  await store.runs.save(runAt("r", { title: "later" }), lease);
  expect(lease.leftMs()).toBeGreaterThan(0);
});

test("Of two that take an abandoned run at once one gets it", async () => {
  const stores = [await open(), await open(), await open()];
  const [first, ...others] = stores;
  const lease = await first?.runs.insert(runAt("r"), null);
  if (first === undefined || lease === undefined) throw new Error("no lease");
  await first.leases.release(lease);
  const claims = await Promise.all([...others, ...others].map((store) => store.leases.claim(runAt("r"), [])));
  expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
});

test("A run given back, or of a process that is gone, is taken up at once; a lease from before the machine started holds nobody up", async () => {
  const long = { lengthMs: 3_600_000, renewEveryMs: 1_000 };
  const [one, two] = [await open(long), await open(long)];
  const lease = await one.runs.insert(runAt("given"), null);
  expect(await two.leases.peers()).toMatchObject([{ run: "given", running: true, abandoned: false }]);
  await one.leases.release(lease);
  expect(await two.leases.peers()).toMatchObject([{ run: "given", running: true, abandoned: true }]);

  await one.runs.insert(runAt("gone", { group: "carts" }), null);
  expect(await two.leases.claim(runAt("gone", { group: "carts" }), [])).toBeNull();
  const locks = readdirSync(dir).filter((name) => name.endsWith(".lock"));
  expect(locks).toHaveLength(1);
  // As the kernel leaves it when a process is killed: the file is there, and nobody holds it.
  await one.close();
  new Database(join(dir, locks[0] ?? "")).close();
  expect(await two.leases.claim(runAt("gone", { group: "carts" }), [])).not.toBeNull();
  expect(readdirSync(dir)).not.toContain(locks[0]);

  const raw = new Database(join(dir, "tidemark.db"));
  raw
    .prepare("insert into leases values ('old', 'old', 'somebody', 7, ?, ?, 0)")
    .run(bootMs() + 2 * long.lengthMs, long.lengthMs);
  raw.close();
  const old = runAt("old", { group: "old" });
  await expect(two.runs.insert(old, null)).resolves.toMatchObject({ token: 8 });
});
