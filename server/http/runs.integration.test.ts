import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Run, RunList } from "@/lib/contract";
import { createStore } from "@/server/store";
import { iso, runAt, t0 } from "@/server/store/objects.fixture";
import { startForTest, type TestTidemark } from "../tidemark.fixture";

/** More than a page of the file, three to a millisecond, so that pages end within one. */
const count = 604;
let dir = "";
let tidemark: TestTidemark;
/** Newest first. */
let all: Run[] = [];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-runs-"));
  const store = await createStore(dir, { tiers: [{ stepMs: 1_000, keepMs: 1e12 }], pollIntervalMs: 1_000 });
  const runs = Array.from({ length: count }, (_, n) =>
    runAt(`run-${String(n).padStart(4, "0")}`, {
      startedAt: iso(t0 + Math.floor(n / 3)),
      endedAt: iso(t0 + n),
      state: n % 2 === 0 ? "succeeded" : "partial",
      action: n % 5 === 0 ? "promote" : "repoint",
      actor: n % 7 === 0 ? "ana" : "local",
    }),
  );
  for (const run of runs) await store.runs.insert(run, null);
  all = runs.toReversed();
  await store.close();
  tidemark = await startForTest([], { dataDir: dir });
});
afterAll(async () => {
  await tidemark?.close();
  rmSync(dir, { recursive: true, force: true });
});

test("a file of runs has all of them, each once, whatever a page of the API holds", async () => {
  const { text, headers } = await tidemark.get("/api/runs?format=csv");
  expect(headers["content-disposition"]).toMatch(/^attachment; filename="tidemark-runs-[\dT-]+Z\.csv"$/);
  const ids = text
    .trimEnd()
    .split("\r\n")
    .slice(1)
    .map((line) => line.split(",").at(-1));
  expect(ids).toEqual(all.map(({ id }) => id));
  expect(RunList.parse((await tidemark.get("/api/runs?format=json")).json).runs).toEqual(all);
});

test("page and file keep to group, action, state and actor at once", async () => {
  const query = "group=orders&action=promote&state=succeeded&actor=ana";
  const wanted = all.filter(
    ({ action, state, actor }) => action === "promote" && state === "succeeded" && actor === "ana",
  );
  expect(wanted.length).toBeGreaterThan(3);
  expect(RunList.parse((await tidemark.get(`/api/runs?limit=1000&${query}`)).json).runs).toEqual(wanted);
  expect(RunList.parse((await tidemark.get(`/api/runs?format=json&${query}`)).json).runs).toEqual(wanted);
  expect(RunList.parse((await tidemark.get("/api/runs?actor=nobody")).json).runs).toEqual([]);
});
