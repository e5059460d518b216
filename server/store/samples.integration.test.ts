import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { SampleRow, Store } from "@/server/ports";
import { createStore } from "./index";
import { t0 } from "./objects.fixture";

const minute = 60_000;
const hour = 60 * minute;

let dir = "";
let store: Store;
let nowMs = t0;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-samples-"));
  nowMs = t0;
  store = await createStore(dir, {
    tiers: [
      { stepMs: 1_000, keepMs: hour },
      { stepMs: 10_000, keepMs: 24 * hour },
      { stepMs: minute, keepMs: 720 * hour },
    ],
    pollIntervalMs: 1_000,
    now: () => nowMs,
  });
});
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true });
});

/** One sample a second in [fromMs, toMs); null: none in that second. */
async function fill(fromMs: number, toMs: number, lagBytes: (atMs: number) => number | null): Promise<void> {
  const rows = [];
  for (let atMs = fromMs; atMs < toMs; atMs += 1_000) {
    const value = lagBytes(atMs);
    if (value !== null)
      rows.push({ group: "orders", instance: "h:1", atMs, state: null, values: { lagBytes: value } });
  }
  await store.samples.append(rows);
}

async function read(fromMs: number, toMs: number, points: number) {
  const history = await store.samples.query({ group: "orders", metrics: ["lagBytes"], fromMs, toMs, points });
  const [series] = history.series;
  if (series === undefined) throw new Error("no series");
  return { stepMs: history.stepMs, t: history.t, max: series.max, last: series.last };
}

test("A one-sample spike of 50 MiB is in every tier, at every resolution, after every roll-up", async () => {
  const spike = 50 * 1024 ** 2;
  const at = t0 + 17 * minute + 3_000;
  await fill(t0, t0 + 30 * minute, (atMs) => (atMs === at ? spike : 100));
  for (const later of [30 * minute, 3 * hour, 30 * hour]) {
    nowMs = t0 + later;
    await store.samples.compact(nowMs);
    const seen = await read(t0, nowMs, 600);
    expect(Math.max(...seen.max.map((value) => value ?? 0))).toBe(spike);
    const step = seen.max.indexOf(spike);
    const start = seen.t[step] ?? Number.NaN;
    expect(at).toBeGreaterThanOrEqual(start);
    expect(at).toBeLessThan(start + seen.stepMs);
    expect(seen.last[step]).toBe(100);
  }
});

test("A gap stays a gap: a step without a sample is null in every tier", async () => {
  const hole = { from: t0 + 10 * minute, to: t0 + 15 * minute };
  await fill(t0, t0 + 30 * minute, (atMs) => (atMs >= hole.from && atMs < hole.to ? null : 7));
  for (const later of [30 * minute, 3 * hour, 30 * hour]) {
    nowMs = t0 + later;
    await store.samples.compact(nowMs);
    const seen = await read(t0, t0 + 30 * minute, 600);
    for (const [i, start] of seen.t.entries()) {
      const inHole = start >= hole.from && start + seen.stepMs <= hole.to;
      expect([start, seen.max[i]]).toEqual([start, inHole ? null : 7]);
    }
  }
});

test("A poll that comes now early, now late makes no gap: no step is shorter than two polls", async () => {
  for (let i = 0; i < 120; i += 1) {
    const atMs = t0 + i * 1_000 + (i % 2 === 0 ? 990 : 10);
    await store.samples.append([
      { group: "orders", instance: "h:1", atMs, state: null, values: { lagBytes: 1 } },
    ]);
  }
  nowMs = t0 + 2 * minute;
  const seen = await read(t0, nowMs, 2_000);
  expect(seen.stepMs).toBe(2_000);
  expect(seen.max.every((value) => value === 1)).toBe(true);
});

test("What is not rolled up yet is read from the finer tier, once", async () => {
  await fill(t0, t0 + 20 * minute, () => 1);
  nowMs = t0 + 10 * minute;
  await store.samples.compact(nowMs);
  nowMs = t0 + 20 * minute;
  const seen = await read(t0, nowMs, 20);
  expect(seen.stepMs).toBe(minute);
  expect(seen.max).toEqual(Array(20).fill(1));
});

test("A metric that was not known in a sample is null, not zero", async () => {
  await store.samples.append([
    { group: "orders", instance: "h:1", atMs: t0, state: null, values: { offset: 5 } },
  ]);
  nowMs = t0 + 2_000;
  const history = await store.samples.query({
    group: "orders",
    metrics: ["lagBytes", "offset"],
    fromMs: t0,
    toMs: nowMs,
    points: 1,
  });
  expect(history.series.map(({ metric, last }) => [metric, last])).toEqual([
    ["lagBytes", [null]],
    ["offset", [5]],
  ]);
});

test("Several samples in one step keep the highest and the newest, also when they come in two writes", async () => {
  for (const [atMs, value] of [
    [t0, 5],
    [t0 + 300, 9],
    [t0 + 600, 2],
  ] as const)
    await store.samples.append([
      { group: "orders", instance: "h:1", atMs, state: null, values: { lagBytes: value } },
    ]);
  nowMs = t0 + 2_000;
  const seen = await read(t0, nowMs, 1);
  expect([seen.max, seen.last]).toEqual([[9], [2]]);
});

test("Each tier forgets what is past its keep, and no more", async () => {
  await fill(t0, t0 + 10 * minute, () => 1);
  nowMs = t0 + 10 * minute;
  await store.samples.compact(nowMs);
  nowMs = t0 + 2 * hour;
  await store.samples.compact(nowMs);
  expect(await store.samples.newest("orders")).toBeNull();
  expect((await read(t0, t0 + 10 * minute, 60)).stepMs).toBe(10_000);
  nowMs = t0 + 48 * hour;
  await store.samples.compact(nowMs);
  expect((await read(t0, t0 + 10 * minute, 60)).stepMs).toBe(minute);
  nowMs = t0 + 1_000 * hour;
  await store.samples.compact(nowMs);
  const none = { group: "orders", metrics: ["lagBytes"], fromMs: t0, toMs: nowMs, points: 60 } as const;
  expect((await store.samples.query(none)).series).toEqual([]);
});

test("Samples from before a clock that was set back are rolled up too", async () => {
  await fill(t0 + 30 * minute, t0 + 40 * minute, () => 1);
  nowMs = t0 + 41 * minute;
  await store.samples.compact(nowMs);
  await fill(t0, t0 + 5 * minute, () => 8);
  await store.samples.compact(nowMs);
  const seen = await read(t0, t0 + 40 * minute, 40);
  expect(seen.max.slice(0, 5)).toEqual(Array(5).fill(8));
  expect(seen.max.slice(30, 40)).toEqual(Array(10).fill(1));
});

test("A state is kept as the worst of its step, in every tier, and nothing recorded stays null", async () => {
  const of = { group: "orders", instance: "h:1" };
  const outage = t0 + 17 * minute + 3_000;
  const hole = t0 + 20 * minute;
  const rows: SampleRow[] = [];
  for (let atMs = t0; atMs < t0 + 30 * minute; atMs += 1_000) {
    if (atMs >= hole && atMs < hole + 2 * minute) continue;
    rows.push(
      atMs === outage
        ? { ...of, atMs, state: "unreachable", values: {} }
        : { ...of, atMs, state: "online", values: { lagBytes: 0 } },
    );
  }
  await store.samples.append(rows);
  for (const later of [30 * minute, 3 * hour, 30 * hour, 30 * 24 * hour]) {
    nowMs = t0 + later;
    await store.samples.compact(nowMs);
    const range = { fromMs: t0, toMs: t0 + 30 * minute, points: 600 };
    const { t, stepMs, states } = await store.samples.query({
      group: "orders",
      metrics: ["lagBytes"],
      ...range,
    });
    const [worst] = states.map((one) => one.worst);
    for (const [i, start] of t.entries()) {
      const expected =
        start <= outage && outage < start + stepMs
          ? "unreachable"
          : start >= hole && start + stepMs <= hole + 2 * minute
            ? null
            : "online";
      expect([later, start, worst?.[i]]).toEqual([later, start, expected]);
    }
  }
});

test("The newest sample of a group is known after a restart", async () => {
  await fill(t0, t0 + 5_000, () => 1);
  expect(await store.samples.newest("orders")).toBe(t0 + 4_000);
  expect(await store.samples.newest("carts")).toBeNull();
});

test("A one-sample dip of the headroom is in every tier, at every resolution, after every roll-up", async () => {
  const at = t0 + 17 * minute + 3_000;
  const rows = Array.from({ length: 30 * 60 }, (_, i): SampleRow => {
    const atMs = t0 + i * 1_000;
    const values = { headroomSeconds: atMs === at ? 4 : 300 };
    return { group: "orders", instance: "h:1", atMs, state: null, values };
  });
  await store.samples.append(rows);
  for (const later of [30 * minute, 3 * hour, 30 * hour]) {
    nowMs = t0 + later;
    await store.samples.compact(nowMs);
    const metrics = ["headroomSeconds", "lagBytes"] as const;
    const of = { group: "orders", metrics, fromMs: t0, toMs: nowMs, points: 600 };
    const [headroom, lag] = (await store.samples.query(of)).series;
    const known = headroom?.min?.filter((value) => value !== null) ?? [];
    expect(Math.min(...known)).toBe(4);
    expect(Math.max(...(headroom?.max ?? []).map((value) => value ?? 0))).toBe(300);
    expect(lag?.min).toBeNull();
  }
});
