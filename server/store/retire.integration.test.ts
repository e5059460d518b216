import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "@/server/ports";
import type { Tiers } from "@/server/settings";
import { createStore } from "./index";
import { ladderOf } from "./ladder";
import { t0 } from "./objects.fixture";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const byDefault: Tiers = [
  { stepMs: second, keepMs: hour },
  { stepMs: 10 * second, keepMs: day },
  { stepMs: minute, keepMs: 30 * day },
];
const spikeMs = t0 + 90 * minute + 17 * second;
const endMs = t0 + 3 * hour;
const spike = 50 * 1024 ** 2;

let dir = "";
let open: Store | null = null;
let nowMs = t0;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-retire-"));
});
afterEach(async () => {
  await open?.close();
  open = null;
  rmSync(dir, { recursive: true });
});

async function restart(tiers: Tiers): Promise<Store> {
  await open?.close();
  open = await createStore(dir, { tiers, pollIntervalMs: second, now: () => nowMs });
  return open;
}

/** Three hours under the default settings, with a spike of one second in the middle. */
async function threeHours(): Promise<void> {
  const store = await restart(byDefault);
  const of = { group: "orders", instance: "h:1", state: "online" } as const;
  for (let from = t0; from < endMs; from += 30 * minute) {
    const rows = [];
    for (let atMs = from; atMs < from + 30 * minute; atMs += second)
      rows.push({ ...of, atMs, values: { lagBytes: atMs === spikeMs ? spike : 7 } });
    await store.samples.append(rows);
    nowMs = from + 30 * minute;
    await store.samples.compact(nowMs);
  }
}

const history = (store: Store, points: number, fromMs = t0) =>
  store.samples.query({ group: "orders", metrics: ["lagBytes"], fromMs, toMs: endMs, points });

describe("Other settings at the next start lose nothing that they would keep, and make nothing up", () => {
  test.each<[string, Tiers]>([
    [
      "a coarser middle tier",
      [
        { stepMs: second, keepMs: hour },
        { stepMs: 30 * second, keepMs: 30 * day },
      ],
    ],
    ["a coarser finest tier", [{ stepMs: 5 * second, keepMs: 30 * day }]],
    [
      "a finer and a coarser one",
      [
        { stepMs: second, keepMs: 2 * hour },
        { stepMs: 2 * minute, keepMs: 30 * day },
      ],
    ],
    [
      "a shorter last tier",
      [
        { stepMs: second, keepMs: hour },
        { stepMs: 10 * second, keepMs: day },
        { stepMs: minute, keepMs: 2 * day },
      ],
    ],
    ["the same", byDefault],
  ])("%s", async (_, tiers) => {
    await threeHours();
    const store = await restart(tiers);
    await store.samples.compact(nowMs);
    for (const points of [20, 60, 90]) {
      const { t, stepMs, series, states } = await history(store, points);
      const max = series[0]?.max ?? [];
      for (const [i, start] of t.entries()) {
        const isSpike = start <= spikeMs && spikeMs < start + stepMs;
        expect([points, start, max[i]]).toEqual([points, start, isSpike ? spike : 7]);
        expect(states[0]?.worst[i]).toBe("online");
      }
    }
    await store.close();
    open = null;
    const raw = new Database(join(dir, "tidemark.db"));
    const steps = raw.prepare("select distinct step_ms from samples").pluck().all();
    raw.close();
    const made = ladderOf(tiers).map(({ stepMs }) => stepMs);
    expect(steps.filter((stepMs) => !made.some((one) => one === stepMs))).toEqual([]);
  });

  test("and back again", async () => {
    await threeHours();
    const other = await restart([{ stepMs: 30 * second, keepMs: 30 * day }]);
    await other.samples.compact(nowMs);
    const store = await restart(byDefault);
    await store.samples.compact(nowMs);
    const { series } = await history(store, 90);
    expect(series[0]?.max.filter((value) => value === spike)).toHaveLength(1);
    expect(series[0]?.max.filter((value) => value === null)).toEqual([]);
  });
});
