import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Tiers } from "@/server/settings";
import { createStore } from "./index";
import { backupAt, eventAt, planAt, runAt, t0 } from "./objects.fixture";

const tiers: Tiers = [
  { stepMs: 1_000, keepMs: 3_600_000 },
  { stepMs: 10_000, keepMs: 86_400_000 },
  { stepMs: 60_000, keepMs: 2_592_000_000 },
];

let dir = "";
const opened: { close(): Promise<void> }[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-store-"));
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  rmSync(dir, { recursive: true });
});

async function open(more: { dir?: string; now?: () => number } = {}) {
  const store = await createStore(more.dir ?? dir, {
    tiers,
    pollIntervalMs: 1_000,
    now: more.now ?? (() => t0),
  });
  opened.push(store);
  return store;
}
const file = () => join(dir, "tidemark.db");

describe("What is kept", () => {
  test("outlives a restart: events, plans, runs, backups, groups and findings", async () => {
    const first = await open();
    const [event] = await first.events.append([eventAt(t0)]);
    await first.plans.insert(planAt("p"));
    await first.runs.insert(runAt("r"), "key");
    await first.backups.save(backupAt("b"));
    await first.groups.add({ name: "orders", seeds: ["h:1"], password: "secret" });
    await first.close();

    const second = await open();
    expect(await second.events.list({ limit: 10 })).toEqual([event]);
    expect(await second.plans.get("p")).toEqual(planAt("p"));
    expect(await second.runs.unfinished()).toEqual([runAt("r")]);
    expect(await second.runs.byKey("key")).toEqual(runAt("r"));
    expect(await second.backups.get("b")).toEqual(backupAt("b"));
    expect(await second.groups.list()).toEqual([{ name: "orders", seeds: ["h:1"], password: "secret" }]);
  });

  test("is read newest first, by group, type and time", async () => {
    const store = await open();
    await store.events.append([
      eventAt(t0, { title: "1" }),
      eventAt(t0, { title: "2" }),
      eventAt(t0 + 5, { title: "3", group: "carts" }),
      eventAt(t0 + 9, { title: "4", type: "link-up" }),
    ]);
    const titles = async (query: Partial<Parameters<typeof store.events.list>[0]>) =>
      (await store.events.list({ limit: 10, ...query })).map((event) => event.title);
    expect(await titles({})).toEqual(["4", "3", "2", "1"]);
    expect(await titles({ limit: 2 })).toEqual(["4", "3"]);
    expect(await titles({ group: "orders", types: ["link-down"] })).toEqual(["2", "1"]);
    expect(await titles({ types: ["link-up", "link-down"] })).toEqual(["4", "3", "2", "1"]);
    expect(await titles({ fromMs: t0 + 5, toMs: t0 + 9 })).toEqual(["3"]);
    const [, , second] = await store.events.list({ limit: 10 });
    expect(second?.title).toBe("2");
    expect(await titles({ below: { atMs: t0, id: second?.id ?? "" } })).toEqual(["1"]);
  });

  test("R10: lies in a folder and a file that only their owner can read", async () => {
    const store = await open({ dir: join(dir, "new", "data") });
    await store.groups.add({ name: "a", seeds: ["h:1"] });
    const mode = (path: string) => (statSync(join(dir, "new", path)).mode & 0o777).toString(8);
    expect(mode("data")).toBe("700");
    expect(mode("data/tidemark.db")).toBe("600");
    expect(mode("data/tidemark.db-wal")).toBe("600");
    expect(mode("data/seal.key")).toBe("600");
  });

  test("is dropped when nobody can need it: old events, and plans that led to no run", async () => {
    const store = await open();
    const day = 86_400_000;
    await store.events.append([eventAt(t0, { title: "old" }), eventAt(t0 + 2 * day, { title: "young" })]);
    await store.plans.insert(planAt("idle"));
    await store.plans.insert(planAt("plan-of-r"));
    await store.runs.insert(runAt("r", { state: "succeeded" }), null);
    await store.samples.compact(t0 + 31 * day);
    expect((await store.events.list({ limit: 9 })).map((event) => event.title)).toEqual(["young"]);
    expect(await store.plans.get("idle")).toBeNull();
    expect(await store.plans.get("plan-of-r")).not.toBeNull();
    expect(await store.runs.get("r")).not.toBeNull();
  });

  test("is made once when two processes start on a new folder at the same time", async () => {
    const stores = await Promise.all([open(), open()]);
    for (const store of stores) expect(await store.health()).toBe("ok");
  });
});

describe("Runs", () => {
  test("A second run in a group is refused with the id of the first, and another group's is not", async () => {
    const store = await open();
    const lease = await store.runs.insert(runAt("first"), null);
    await expect(store.runs.insert(runAt("second"), null)).rejects.toMatchObject({
      code: "group-busy",
      status: 409,
      extra: { run: "first" },
    });
    await store.runs.insert(runAt("other", { group: "carts" }), null);
    await store.runs.save(runAt("first", { state: "succeeded" }), lease);
    await store.runs.insert(runAt("third"), null);
    expect((await store.runs.unfinished()).map((run) => run.id).sort()).toEqual(["other", "third"]);
  });

  test("Of many at once in two processes exactly one gets the group, whatever they read before", async () => {
    const [one, two] = [await open(), await open()];
    const claims = Array.from({ length: 40 }, (_, i) => {
      return (i % 2 === 0 ? one : two).runs.insert(runAt(`r${i}`), null);
    });
    const results = await Promise.allSettled(claims);
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect(await one.runs.unfinished()).toHaveLength(1);
  });

  test("An Idempotency-Key belongs to one run", async () => {
    const store = await open();
    await store.runs.insert(runAt("first"), "k");
    await expect(store.runs.insert(runAt("second", { group: "carts" }), "k")).rejects.toMatchObject({
      code: "key-used",
      extra: { run: "first" },
    });
  });

  test("They are counted by group, action and state", async () => {
    const store = await open();
    await store.runs.insert(runAt("a", { state: "succeeded" }), null);
    await store.runs.insert(runAt("b", { state: "succeeded" }), null);
    await store.runs.insert(runAt("c", { state: "unknown" }), null);
    expect(await store.runs.counts()).toEqual([
      { group: "orders", action: "detach", state: "succeeded", count: 2 },
      { group: "orders", action: "detach", state: "unknown", count: 1 },
    ]);
  });
});

describe("A file that cannot be used", () => {
  test("stops the start when a newer version wrote it", async () => {
    await (await open()).close();
    opened.splice(0);
    const raw = new Database(file());
    raw.prepare("insert into kysely_migration (name, timestamp) values ('9999-later', '')").run();
    raw.close();
    await expect(open()).rejects.toMatchObject({ code: "store-newer" });
  });

  test("stops the start with the folder's name when there can be none", async () => {
    writeFileSync(join(dir, "plain"), "");
    await expect(open({ dir: join(dir, "plain", "data") })).rejects.toMatchObject({ code: "store-failing" });
  });

  test("A row that this version cannot read is an error, never a guess", async () => {
    const store = await open();
    await store.runs.insert(runAt("r"), null);
    const raw = new Database(file());
    raw.prepare("update runs set body = '{}'").run();
    raw.close();
    await expect(store.runs.get("r")).rejects.toMatchObject({ code: "store-failing" });
  });
});

describe("A store that fails while it runs", () => {
  test("says so when another program holds the file, and recovers by itself", async () => {
    let nowMs = t0;
    const store = await open({ now: () => nowMs });
    expect(await store.health()).toBe("ok");
    const other = new Database(file());
    other.exec("begin exclusive");
    await expect(store.runs.insert(runAt("r"), null)).rejects.toMatchObject({
      code: "store-failing",
      status: 503,
      detail: expect.stringContaining("locked"),
    });
    expect(await store.health()).toBe("failing");
    other.exec("rollback");
    other.close();
    nowMs += 1;
    expect(await store.health()).toBe("ok");
    await store.runs.insert(runAt("r"), null);
  });

  test("refuses to write when its file was taken away", async () => {
    const store = await open();
    rmSync(file());
    await expect(store.events.append([eventAt(t0)])).rejects.toMatchObject({
      code: "store-failing",
      detail: expect.stringContaining("moved or deleted"),
    });
    expect(await store.health()).toBe("failing");
  });
});

describe("R10: secrets of added groups", () => {
  const group = { name: "orders", seeds: ["redis://:seed-canary@h:1"], password: "password-canary" };

  test("are nowhere in the file in clear", async () => {
    const store = await open();
    await store.groups.add(group);
    await store.close();
    opened.splice(0);
    expect(readFileSync(file()).includes("canary")).toBe(false);
  });

  test("stop the start when their key is lost or another one", async () => {
    const store = await open();
    await store.groups.add(group);
    await store.close();
    opened.splice(0);
    const key = join(dir, "seal.key");
    chmodSync(key, 0o600);
    writeFileSync(key, "00".repeat(32));
    await expect(open()).rejects.toMatchObject({ code: "seal-key-wrong" });
    writeFileSync(key, "short");
    await expect(open()).rejects.toMatchObject({ code: "seal-key-wrong" });
    rmSync(key);
    await expect(open()).rejects.toMatchObject({ code: "seal-key-missing" });
  });

  test("A second group of the same name is refused", async () => {
    const store = await open();
    await store.groups.add(group);
    await expect(store.groups.add(group)).rejects.toMatchObject({ code: "group-exists" });
    await store.groups.remove("orders");
    expect(await store.groups.list()).toEqual([]);
  });
});
