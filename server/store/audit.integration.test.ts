import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { AuditDraft } from "@/lib/contract";
import type { Store } from "@/server/ports";
import { checkAudit } from "./audit-check";
import { createStore } from "./index";
import { planAt, runAt, t0 } from "./objects.fixture";

let dir = "";
const opened: Store[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-audit-"));
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  rmSync(dir, { recursive: true });
});

async function open(): Promise<Store> {
  const store = await createStore(dir, {
    tiers: [{ stepMs: 1_000, keepMs: 3_600_000 }],
    pollIntervalMs: 500,
    now: () => t0,
  });
  opened.push(store);
  return store;
}

const entry = (detail: AuditDraft["detail"], more: Partial<AuditDraft> = {}): AuditDraft => ({
  actor: "ana",
  kind: "cancel",
  group: "orders",
  instance: "h:1",
  run: "r",
  detail,
  ...more,
});

/** Ten rows, written by two processes at once. */
async function tenRows(): Promise<void> {
  const stores = [await open(), await open()];
  const rows = Array.from({ length: 10 }, (_, i) => stores[i % 2]?.audit.append([entry({ i })]));
  await Promise.all(rows);
  for (const store of opened.splice(0)) await store.close();
}

function byHand(statement: string): void {
  const raw = new Database(join(dir, "tidemark.db"));
  raw.exec(statement);
  raw.close();
}

test("Rows of two processes make one chain, which is whole", async () => {
  expect(checkAudit(dir)).toEqual({ state: "none" });
  await tenRows();
  expect(checkAudit(dir)).toMatchObject({ state: "whole", rows: 10 });
});

test("R19: What a row says is kept as it was said, and cannot break out of it", async () => {
  const store = await open();
  const detail = { text: 'a\n"b"\u0000\u001b[31m\u202e', nothing: null, n: [1, 2.5] };
  await store.audit.append([entry(detail)]);
  expect((await store.audit.list({ limit: 1 }))[0]?.detail).toEqual(detail);
  expect(checkAudit(dir).state).toBe("whole");
});

test("R19: A run and its row are written both or not at all", async () => {
  const store = await open();
  await store.runs.insert(runAt("r"), null, [entry({}, { kind: "run-started" })]);
  await expect(store.runs.insert(runAt("s"), null, [entry({})])).rejects.toThrow("group-busy");
  await store.plans.insert(planAt("p"), [entry({}, { kind: "plan" })]);
  await expect(store.plans.insert(planAt("p"), [entry({})])).rejects.toThrow();
  expect((await store.audit.list({ limit: 9 })).map(({ kind }) => kind)).toEqual(["plan", "run-started"]);
  expect(checkAudit(dir)).toMatchObject({ state: "whole", rows: 2 });
});

test("Rows outlive the history they stand beside", async () => {
  const store = await open();
  await store.audit.append([entry({})]);
  await store.samples.compact(t0 + 100 * 365 * 86_400_000);
  expect(await store.audit.list({ limit: 9 })).toHaveLength(1);
});

describe("R19: Somebody who writes into the file is found out", () => {
  const forged = "'2027-01-15T08:00:00.000Z', 1800000000000, 'eve', 'cancel', null, null, null, '{}'";
  test.each([
    ["a changed actor", "update audit set actor = 'eve' where n = 4", 4, "It was changed"],
    ["a changed detail", `update audit set detail = '{"i": 3}' where n = 4`, 4, "It was changed"],
    ["a changed time to ask by", "update audit set at_ms = 0 where n = 4", 4, "It was changed"],
    ["a changed hash", "update audit set hash = previous where n = 4", 4, "It was changed"],
    ["a row taken out", "delete from audit where n = 4", 4, "It is gone"],
    [
      "a row taken out and the others moved up",
      "delete from audit where n = 4; update audit set n = n - 1 where n > 4",
      4,
      "It does not follow",
    ],
    [
      "two rows in each other's place",
      "update audit set n = 0 where n = 4; update audit set n = 4 where n = 5; update audit set n = 5 where n = 0",
      4,
      "It does not follow",
    ],
    [
      "a row put in",
      `update audit set n = -n - 1 where n > 4; update audit set n = -n where n < 0;
       insert into audit select 5, ${forged}, hash, '${"a".repeat(64)}' from audit where n = 4`,
      5,
      "It was changed",
    ],
    ["a tail cut off", "delete from audit where n > 7", 8, "the last 3 are gone"],
    [
      "a row added past the head",
      `insert into audit select 11, ${forged}, hash, '${"a".repeat(64)}' from audit where n = 10`,
      11,
      "It was changed",
    ],
    ["all rows taken out", "delete from audit", 1, "the last 10 are gone"],
    ["the head taken away", "delete from audit_head", 10, "The head is gone"],
    ["the first row taken out", "delete from audit where n = 1", 1, "It is gone"],
  ])("%s", async (_, statement, n, why) => {
    await tenRows();
    byHand(statement);
    expect(checkAudit(dir)).toMatchObject({ state: "broken", n, why: expect.stringContaining(why) });
  });
});
