import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Group } from "@/lib/contract";
import { contextOf, type Given } from "@/lib/plan/group.fixture";
import { having } from "@/lib/plan/healthy.fixture";
import type { Store } from "@/server/ports";
import { createStore } from "./index";
import { t0 } from "./objects.fixture";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

let dir = "";
let store: Store;
let nowMs = t0;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-pictures-"));
  nowMs = t0;
  store = await createStore(dir, {
    tiers: [
      { stepMs: second, keepMs: hour },
      { stepMs: 10 * second, keepMs: day },
      { stepMs: minute, keepMs: 30 * day },
    ],
    pollIntervalMs: second,
    now: () => nowMs,
  });
});
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true });
});

const groupWith = (...changed: Given[]): Group => contextOf(having(...changed)).group;
const draw = (atMs: number, group: Group = groupWith()) => store.pictures.append([{ group, atMs }]);

/** eu-1's lag, once a second in [fromMs, toMs). */
async function sample(fromMs: number, toMs: number, lagSeconds: (atMs: number) => number): Promise<void> {
  const of = { group: "orders", instance: "eu-1:6379", state: "online" } as const;
  const rows = [];
  for (let atMs = fromMs; atMs < toMs; atMs += second)
    rows.push({ ...of, atMs, values: { lagSeconds: lagSeconds(atMs) } });
  await store.samples.append(rows);
}

/** eu-1 as it was. */
async function eu1At(atMs: number) {
  const { group } = await store.pictures.at("orders", atMs);
  return group?.instances.find(({ id }) => id === "eu-1:6379") ?? null;
}

describe("A group at a past moment", () => {
  test("has the roles of the last change before it and the figures of the moment itself", async () => {
    await draw(t0);
    await draw(t0 + 10 * second, groupWith({ name: "eu-1", follows: null, role: "primary" }));
    await sample(t0, t0 + 20 * second, (atMs) => (atMs - t0) / second);
    nowMs = t0 + 20 * second;
    expect(await eu1At(t0 + 9_500)).toMatchObject({ role: "replica", lagSeconds: 9 });
    expect(await eu1At(t0 + 12_000)).toMatchObject({
      role: "primary",
      lagSeconds: 12,
      sampledAt: new Date(t0 + 12_000).toISOString(),
    });
  });

  test("has the figures of the finest tier that still holds the moment, however old it is", async () => {
    await draw(t0);
    await sample(t0, t0 + 30 * minute, (atMs) => (atMs - t0) / second);
    const at = t0 + 10 * minute + 27 * second;
    for (const [later, seconds] of [
      [hour, 627],
      [3 * hour, 629],
      [30 * hour, 659],
      [29 * day, 659],
    ] as const) {
      nowMs = t0 + later;
      await store.samples.compact(nowMs);
      expect([later, (await eu1At(at))?.lagSeconds]).toEqual([later, seconds]);
    }
  });

  test("has no figures of an instance that is not reached, in the step it fell silent in", async () => {
    await draw(t0);
    await sample(t0, t0 + 5 * second, () => 1);
    await draw(t0 + 4_500, groupWith({ name: "eu-1", reachable: false }));
    nowMs = t0 + 6 * second;
    expect(await eu1At(t0 + 4_400)).toMatchObject({ reachable: true, lagSeconds: 1 });
    expect(await eu1At(t0 + 4_600)).toMatchObject({ reachable: false, lagSeconds: null });
  });

  test("is found on both sides of a clock that was set back", async () => {
    const version = (name: string) => groupWith({ name: "eu-1", version: name });
    await draw(t0 + hour, version("before"));
    await sample(t0 + hour, t0 + hour + minute, () => 1);
    await draw(t0, version("after"));
    await sample(t0, t0 + minute, () => 2);
    nowMs = t0 + minute;
    await store.samples.compact(nowMs);
    expect(await eu1At(t0 + 30 * second)).toMatchObject({ version: "after", lagSeconds: 2 });
    nowMs = t0 + 3 * hour;
    await store.samples.compact(nowMs);
    expect(await eu1At(t0 + hour + 30 * second)).toMatchObject({ version: "before", lagSeconds: 1 });
  });

  test("is of the later of two pictures made in one millisecond", async () => {
    await draw(t0);
    await draw(t0, groupWith({ name: "eu-1", version: "8.0.0" }));
    await sample(t0, t0 + second, () => 0);
    nowMs = t0 + second;
    expect(await eu1At(t0)).toMatchObject({ version: "8.0.0" });
  });
});

describe("Where nothing was recorded there is no picture", () => {
  test("and both sides of the gap are named", async () => {
    await draw(t0);
    await sample(t0, t0 + minute, () => 0);
    await draw(t0 + 10 * minute);
    await sample(t0 + 10 * minute, t0 + 11 * minute, () => 0);
    nowMs = t0 + 11 * minute;
    expect(await store.pictures.at("orders", t0 + 5 * minute)).toEqual({
      group: null,
      beforeMs: t0 + 59 * second,
      afterMs: t0 + 10 * minute,
    });
    expect(await store.pictures.at("orders", t0 - minute)).toEqual({
      group: null,
      beforeMs: null,
      afterMs: t0,
    });
    expect(await eu1At(t0 + 62 * second)).not.toBeNull();
  });

  test("and both are named too where all there is before it is of one second", async () => {
    await draw(t0 + 400);
    await sample(t0 + 300, t0 + 301, () => 0);
    await sample(t0 + hour, t0 + hour + second, () => 0);
    nowMs = t0 + hour;
    expect(await store.pictures.at("orders", t0 + 30 * minute)).toEqual({
      group: null,
      beforeMs: t0 + 400,
      afterMs: t0 + hour,
    });
  });

  test("nor of a group that was never watched", async () => {
    expect(await store.pictures.at("carts", t0)).toEqual({ group: null, beforeMs: null, afterMs: null });
  });

  test("nor of the time before there were pictures, though there are samples of it", async () => {
    await sample(t0, t0 + minute, () => 0);
    await draw(t0 + 30 * second);
    nowMs = t0 + minute;
    expect(await store.pictures.at("orders", t0 + 10 * second)).toEqual({
      group: null,
      beforeMs: null,
      afterMs: t0 + 30 * second,
    });
  });
});

describe("Pictures grow fewer with age", () => {
  /** How many different pictures there are in [fromMs, toMs), by asking for each second. */
  async function versions(fromMs: number, toMs: number): Promise<(string | null | undefined)[]> {
    const seen = [];
    for (let atMs = fromMs; atMs < toMs; atMs += second) seen.push((await eu1At(atMs))?.version);
    return [...new Set(seen)];
  }

  test("to one for each step of the tier that holds them: the last one, and none is invented", async () => {
    await sample(t0, t0 + 2 * minute, () => 0);
    for (let i = 0; i < 120; i += 1)
      await draw(t0 + i * second, groupWith({ name: "eu-1", version: `${i}` }));
    nowMs = t0 + 2 * minute;
    await store.samples.compact(nowMs);
    expect(await versions(t0, nowMs)).toHaveLength(120);
    nowMs = t0 + 2 * hour;
    await store.samples.compact(nowMs);
    const each10 = Array.from({ length: 12 }, (_, i) => `${i * 10 + 9}`);
    expect((await versions(t0 + 9 * second, t0 + 2 * minute)).sort()).toEqual(each10.sort());
    nowMs = t0 + 2 * day;
    await store.samples.compact(nowMs);
    expect(await versions(t0 + minute, t0 + 2 * minute)).toEqual(["59", "119"]);
  });

  test("and the one that is still in force stays, however long nothing has happened", async () => {
    await draw(t0);
    await draw(t0 + second, groupWith({ name: "eu-1", version: "8.0.0" }));
    const late = t0 + 90 * day;
    await sample(late, late + second, () => 0);
    nowMs = late + second;
    await store.samples.compact(nowMs);
    expect(await eu1At(late)).toMatchObject({ version: "8.0.0" });
  });
});

test("A picture that this version cannot read is an error, never a guess", async () => {
  await draw(t0, { ...groupWith(), name: "x".repeat(10), instances: [] });
  await sample(t0, t0 + second, () => 0);
  nowMs = t0 + second;
  const { default: Database } = await import("better-sqlite3");
  const raw = new Database(join(dir, "tidemark.db"));
  raw.prepare("update pictures set body = ?").run(Buffer.from("no picture"));
  raw.close();
  await expect(store.pictures.at("orders", t0)).rejects.toMatchObject({ code: "store-failing" });
});
