import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { Migrator } from "kysely/migration";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createStore } from "../index";
import { backupAt, planAt, runAt, t0 } from "../objects.fixture";
import { type Db, openSqlite } from "../sqlite";
import { begin } from "./0001-begin";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-migrations-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** A store as it was written before the second migration. */
async function olderStore(fill: (db: Db) => Promise<unknown>): Promise<void> {
  const { db, close } = openSqlite(dir, t0);
  const provider = { getMigrations: async () => ({ "0001-begin": begin }) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  expect(error).toBeUndefined();
  await fill(db);
  await close();
}

test("Samples of a store from before states are there still, and their state is not known", async () => {
  await olderStore(async (db) => {
    await sql`insert into series (id, group_id, instance) values (1, 'orders', 'h:1')`.execute(db);
    for (let i = 0; i < 10; i += 1)
      await sql`insert into samples (series_id, step_ms, at_ms, lag_bytes_max, lag_bytes_last)
        values (1, 1000, ${t0 + i * 1_000}, ${100 + i}, ${10 + i})`.execute(db);
  });
  const store = await createStore(dir, {
    tiers: [{ stepMs: 1_000, keepMs: 3_600_000 }],
    pollIntervalMs: 500,
    now: () => t0 + 10_000,
  });
  const of = { group: "orders", metrics: ["lagBytes"] as const, points: 600 };
  const before = await store.samples.query({ ...of, fromMs: t0, toMs: t0 + 10_000 });
  expect(before.series[0]?.max).toEqual([100, 101, 102, 103, 104, 105, 106, 107, 108, 109]);
  expect(before.series[0]?.last).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  expect(before.states).toEqual([{ instance: "h:1", worst: Array(10).fill(null) }]);
  const now = { group: "orders", instance: "h:1", atMs: t0 + 10_000, state: "online", values: {} } as const;
  await store.samples.append([now]);
  const after = await store.samples.query({ ...of, fromMs: t0 + 9_000, toMs: t0 + 11_000 });
  expect(after.states[0]?.worst).toEqual([null, "online"]);
  await store.close();
});

test("Plans and runs of an older store are read with what they did not know as unknown", async () => {
  const { request: _r, readings: _s, dataLoss, ...plan } = planAt("p1");
  const { counted: _c, loss: _l, ...run } = runAt("r1");
  const { seconds: _t, ...loss } = dataLoss;
  const step = {
    n: 1,
    kind: "replicaof-no-one",
    instance: "h:1",
    command: null,
    text: "",
    proof: "",
    peer: null,
  };
  const effect = { link: { replica: "h:1", upstream: "h:2" }, resync: "full", bytes: null, reason: "" };
  const done = { state: "done", startedAt: null, endedAt: null, reply: null, error: null, progress: null };
  const detach = { ...plan, dataLoss: loss, steps: [step], effects: [effect] };
  const move = { ...detach, id: "p2", action: "repoint", upstream: "h:2" };
  await olderStore(async (db) => {
    for (const one of [detach, move])
      await sql`insert into plans (id, group_id, created_ms, body)
        values (${one.id}, ${one.group}, ${t0}, ${JSON.stringify(one)})`.execute(db);
    const body = JSON.stringify({ ...run, steps: [{ ...step, ...done }] });
    await sql`insert into runs (id, group_id, plan_id, action, state, started_ms, body)
      values (${run.id}, ${run.group}, 'p1', ${run.action}, ${run.state}, ${t0}, ${body})`.execute(db);
  });
  const store = await createStore(dir, {
    tiers: [{ stepMs: 1_000, keepMs: 3_600_000 }],
    pollIntervalMs: 500,
    now: () => t0,
  });
  expect(await store.plans.get("p1")).toMatchObject({
    request: { action: "detach", instance: "h:1" },
    readings: [],
    steps: [{ sentinel: null }],
    effects: [{ copyBytes: null, resync: "full" }],
    dataLoss: { ...loss, seconds: null },
  });
  expect((await store.plans.get("p2"))?.request).toEqual({
    action: "repoint",
    instance: "h:1",
    upstream: "h:2",
  });
  expect(await store.runs.get("r1")).toMatchObject({
    ...run,
    counted: null,
    loss: null,
    steps: [{ sentinel: null, state: "done" }],
  });
  await store.close();
});

test("Backups of an older store were each a BGSAVE, and a newer row keeps what it says", async () => {
  const { method: _m, databases: _d, ...older } = backupAt("b1");
  const newer = backupAt("b2", { method: "wire", databases: [{ index: 3, keys: 2, expires: 1 }] });
  await olderStore(async (db) => {
    for (const one of [older, newer])
      await sql`insert into backups (id, group_id, started_ms, body)
        values (${one.id}, ${one.group}, ${t0}, ${JSON.stringify(one)})`.execute(db);
    await sql`insert into backups (id, group_id, started_ms, body) values ('b3', 'orders', ${t0}, '{')`.execute(
      db,
    );
  });
  const store = await createStore(dir, {
    tiers: [{ stepMs: 1_000, keepMs: 3_600_000 }],
    pollIntervalMs: 500,
    now: () => t0,
  });
  expect(await store.backups.get("b1")).toEqual(backupAt("b1", { method: "bgsave", databases: null }));
  expect(await store.backups.get("b2")).toEqual(newer);
  await store.close();
});
