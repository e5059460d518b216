import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { Migrator } from "kysely/migration";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createStore } from "../index";
import { planAt, t0 } from "../objects.fixture";
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

test("Plans of a store from before requests tell theirs", async () => {
  const { request: _, ...detach } = planAt("p1");
  const move = { ...detach, id: "p2", action: "repoint", upstream: "h:2" };
  await olderStore(async (db) => {
    for (const plan of [detach, move])
      await sql`insert into plans (id, group_id, created_ms, body)
        values (${plan.id}, ${plan.group}, ${t0}, ${JSON.stringify(plan)})`.execute(db);
  });
  const store = await createStore(dir, {
    tiers: [{ stepMs: 1_000, keepMs: 3_600_000 }],
    pollIntervalMs: 500,
    now: () => t0,
  });
  expect((await store.plans.get("p1"))?.request).toEqual({ action: "detach", instance: "h:1" });
  expect(await store.plans.get("p2")).toMatchObject({
    id: "p2",
    request: { action: "repoint", instance: "h:1", upstream: "h:2" },
  });
  await store.close();
});
