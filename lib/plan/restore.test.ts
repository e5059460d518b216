import { expect, test } from "vitest";
import { Plan } from "@/lib/contract";
import { contextOf } from "./group.fixture";
import { failed, having, script } from "./healthy.fixture";
import { makePlan } from "./make";
import { loadsFile } from "./rdb-matrix";
import { aBackup, restoreRequest, restoring } from "./restore.fixture";
import { stalePlan } from "./stale";
import { undoRequest } from "./undo";

const spare = { name: "old-1", replid: "d".repeat(40) };
const context = restoring()(contextOf(having(spare)));

test("a restore reads the backup, sends it, counts, and is confirmed with what is not in it", () => {
  const made = makePlan(restoreRequest, context);
  if (!made.ok) throw new Error(made.error.detail);
  const plan = Plan.parse(made.value);
  expect(failed(plan)).toEqual([]);
  expect(plan.title).toBe("Restore a backup of orders into old-1?");
  expect(script(plan)).toEqual([
    "old-1: (read-backup)",
    "old-1: (send-backup)",
    "old-1: (count-keys)",
    "old-1: (verify)",
  ]);
  expect(plan.confirm).toEqual({
    tier: 2,
    type: null,
    text: "old-1 is given 200 keys. The backup is orders as it was 1\u00a0h\u00a000\u00a0m ago; what was written since (4.00\u00a0KiB) is not in it.",
  });
  expect(plan).toMatchObject({ request: restoreRequest, effects: [], dataLoss: { verdict: "none" } });
  expect(plan.after).toEqual(plan.before);
  expect(undoRequest(plan, context.group)).toBeNull();
});

test("replicas of the instance are told of, and named in what is confirmed", () => {
  const below = restoring()(contextOf(having(spare, { name: "old-2", follows: "old-1" })));
  const made = makePlan(restoreRequest, below);
  if (!made.ok) throw new Error(made.error.detail);
  expect(made.value.confirm?.text).toContain("old-2 gets them too.");
  expect(made.value.checks.find(({ code }) => code === "restore-replicas")?.status).toBe("pass");
});

test("a plan is stale once the instance holds something, or the backup is damaged", () => {
  const made = makePlan(restoreRequest, context);
  if (!made.ok) throw new Error(made.error.detail);
  const filled = restoring({ info: "db0:keys=2,expires=0\r\n" })(contextOf(having(spare)));
  expect(stalePlan(made.value, context)).toEqual([]);
  expect(stalePlan(made.value, filled)).toEqual([
    "old-1 is not empty: a restore never adds to data, nor replaces any.",
  ]);
  const damaged = restoring({ backup: { state: "damaged" } })(contextOf(having(spare)));
  expect(stalePlan(made.value, damaged)).toEqual(["The backup is damaged, not verified."]);
});

test("a backup that nobody knows is refused outright", () => {
  const made = makePlan({ action: "restore", instance: "old-1:6379", backup: "other" }, context);
  expect(made).toMatchObject({ ok: false, error: { code: "unknown-backup" } });
  expect(aBackup.id).not.toBe("other");
});

test.each([
  ["redis", "7.0.15", 10, "yes"],
  ["redis", "6.0.16", 10, "no"],
  ["redis", "8.0.6", 11, "yes"],
  ["redis", "8.0.6", 80, "no"],
  ["valkey", "8.1.1", 11, "yes"],
  ["valkey", "8.1.1", 12, "no"],
  ["valkey", "9.1.2", 80, "yes"],
  ["valkey", "9.1.2", 11, "yes"],
  ["valkey", "9.1.2", 12, "no"],
  ["redis", "9.9.9", 10, "unknown"],
] as const)("%s %s takes a file of version %i: %s", (product, version, file, verdict) => {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  expect(loadsFile({ product, major, minor }, file)).toBe(verdict);
});
