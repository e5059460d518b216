import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Experiment } from "@/lib/contract";
import type { Store } from "@/server/ports";
import { createStore } from ".";
import { experimentAt, iso, t0 } from "./objects.fixture";

let dir = "";
const opened: Store[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-experiments-"));
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  rmSync(dir, { recursive: true });
});
async function open(): Promise<Store> {
  const store = await createStore(dir, {
    tiers: [{ stepMs: 1_000, keepMs: 3_600_000 }],
    pollIntervalMs: 1_000,
  });
  opened.push(store);
  return store;
}
const ids = (list: readonly Experiment[]): string[] => list.map(({ id }) => id);
const throwaway = { where: { place: "throwaway" as const } };

test("of two processes one carries out an experiment; what it leaves is taken once, and only when it is gone", async () => {
  const [first, second, third] = [await open(), await open(), await open()];
  await first.experiments.insert(experimentAt("a", { state: "running" }), []);
  await expect(second.experiments.insert(experimentAt("b", { state: "running" }), [])).rejects.toMatchObject({
    code: "lab-busy",
    detail: expect.stringContaining("Experiment a runs"),
  });
  expect(await first.experiments.takeOver("a")).toEqual([]);
  expect(await second.experiments.takeOver(null)).toEqual([]);
  await first.close();
  opened.splice(opened.indexOf(first), 1);
  const taken = [await second.experiments.takeOver(null), await third.experiments.takeOver(null)];
  expect(taken.map(ids)).toEqual([["a"], []]);
  await second.experiments.save(experimentAt("a", { state: "interrupted" }));
  await third.experiments.insert(experimentAt("b", { state: "running" }), []);
});

test("one whose end could not be written down is ended by its own process", async () => {
  const store = await open();
  await store.experiments.insert(experimentAt("a", { state: "running" }), []);
  expect(ids(await store.experiments.takeOver(null))).toEqual(["a"]);
});

test("they are listed newest first, by what is asked for, page by page, and those of groups alone to who sees no more", async () => {
  const { experiments } = await open();
  const at = (n: number) => ({ startedAt: iso(t0 + n * 1000) });
  await experiments.insert(experimentAt("a", at(1)), []);
  await experiments.insert(experimentAt("b", { ...at(2), ...throwaway, state: "failed" }), []);
  await experiments.insert(experimentAt("c", { ...at(3), where: { place: "group", group: "carts" } }), []);
  const list = async (query: Partial<Parameters<typeof experiments.list>[0]>) =>
    ids(await experiments.list({ limit: 9, ...query }));
  expect(await list({})).toEqual(["c", "b", "a"]);
  expect(await list({ limit: 1, below: { startedMs: t0 + 3000, id: "c" } })).toEqual(["b"]);
  expect(await list({ place: "throwaway" })).toEqual(["b"]);
  expect(await list({ place: { group: "carts" } })).toEqual(["c"]);
  expect(await list({ seen: ["orders", "carts"] })).toEqual(["c", "a"]);
  expect(await list({ state: "failed" })).toEqual(["b"]);
  expect(await list({ kind: "sync" })).toEqual([]);
});

test("one that runs is not deleted; one that has ended is, and the audit has both", async () => {
  const { experiments, audit } = await open();
  await experiments.insert(experimentAt("a", { state: "running" }), []);
  await experiments.delete("a", []);
  expect(await experiments.get("a")).toMatchObject({ state: "running" });
  await experiments.save(experimentAt("a"));
  const entry = {
    kind: "experiment-deleted",
    actor: "ana",
    group: "orders",
    instance: null,
    run: null,
    detail: {},
  };
  await experiments.delete("a", [{ ...entry, kind: "experiment-deleted" }]);
  expect(await experiments.get("a")).toBeNull();
  expect((await audit.list({ limit: 9 })).map(({ kind }) => kind)).toEqual(["experiment-deleted"]);
});

test("where experiments may run is kept, for each place what was said last", async () => {
  const { experiments } = await open();
  await experiments.allow({ place: "throwaway" }, true, []);
  await experiments.allow({ place: "group", group: "orders" }, true, []);
  await experiments.allow({ place: "group", group: "orders" }, false, []);
  expect(await experiments.allowed()).toEqual(
    new Map([
      ["/throwaway", true],
      ["orders", false],
    ]),
  );
});
