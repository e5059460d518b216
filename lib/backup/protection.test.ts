import { describe, expect, it } from "vitest";
import type { Backup } from "@/lib/contract";
import { anInstance, orders, withInstance } from "@/lib/group/orders.fixture";
import { toOffset } from "@/lib/units";
import { protectionAfter, protectionOf } from "./protection";
import { aBackup } from "./protection.fixture";
import { newestVerified } from "./verified";

const first = "a".repeat(40);
const second = "b".repeat(40);
const third = "c".repeat(40);
const NOW_MS = Date.parse("2026-03-01T14:10:10.000Z");

const since = (
  given: Partial<Backup>,
  primary = anInstance("us-1"),
  forks: Parameters<typeof protectionOf>[3] = [],
) => {
  const point = newestVerified([aBackup(given)]);
  if (point === null) throw new Error("no verified backup");
  return protectionOf(point, primary, NOW_MS, forks);
};

describe("newestVerified", () => {
  it("is the one that ended last, and takes no other for a good one", () => {
    const bad = (["failed", "damaged", "running", "saved"] as const).map((state) =>
      aBackup({ id: state, state, endedAt: "2026-03-01T15:00:00.000Z" }),
    );
    const older = aBackup({ id: "older", endedAt: "2026-03-01T13:00:00.000Z" });
    expect(newestVerified([...bad, older, aBackup()])?.backup).toBe("b1");
    expect(newestVerified(bad)).toBeNull();
  });
});

describe("protectionOf", () => {
  it("counts what the primary was given since, and the time since the backup ended", () => {
    expect(since({})).toEqual({
      backup: "b1",
      at: "2026-03-01T14:00:10.000Z",
      replid: first,
      offset: 40_000,
      bytes: 60_000,
      seconds: 600,
      unknown: null,
    });
  });

  it("goes on over a promotion, whose history continues the one before", () => {
    const promoted = anInstance("eu-1", {
      replid: second,
      previousReplid: first,
      previousReplidUntil: 90_001,
    });
    expect(since({}, promoted)).toMatchObject({ bytes: 60_000, unknown: null });
  });

  it("counts nothing from a place that the promoted replica never reached", () => {
    const promoted = anInstance("eu-1", {
      replid: second,
      previousReplid: first,
      previousReplidUntil: 30_001,
    });
    expect(since({}, promoted)).toMatchObject({ bytes: null, unknown: "ahead" });
    expect(since({ offset: 30_000 }, promoted).bytes).toBe(70_000);
  });

  it("goes on over two promotions where the first fork was seen, and only then", () => {
    const twice = anInstance("ap-1", { replid: third, previousReplid: second, previousReplidUntil: 95_001 });
    const fork = { replid: second, parent: first, from: toOffset(90_001) };
    expect(since({}, twice, [fork])).toMatchObject({ bytes: 60_000, unknown: null });
    expect(since({}, twice)).toMatchObject({ bytes: null, unknown: "other-history" });
  });

  it("does not take the numbers of two histories for one", () => {
    expect(since({}, anInstance("us-1", { replid: second }))).toMatchObject({
      bytes: null,
      unknown: "other-history",
    });
  });

  it("knows nothing while no primary answers, and nothing of a backup without a place", () => {
    expect(since({}, anInstance("us-1", { reachable: false }))).toMatchObject({
      bytes: null,
      unknown: "no-primary",
    });
    expect(since({ offset: null })).toMatchObject({ bytes: null, unknown: "no-position" });
    expect(since({}, anInstance("us-1", { offset: null }))).toMatchObject({
      bytes: null,
      unknown: "no-position",
    });
  });

  it("says nothing less than 0 of a primary that was read a moment before the backup", () => {
    expect(since({ offset: 100_500 }).bytes).toBe(0);
  });
});

describe("protectionAfter", () => {
  const told = { ...orders(), protection: since({}) };
  const later = (given: Parameters<typeof withInstance>[2], group = told) =>
    protectionAfter(group, withInstance(group, "us-1:6379", given).instances, NOW_MS + 5000);

  it("grows with the primary's samples", () => {
    expect(later({ offset: 100_700 })).toMatchObject({ bytes: 60_700, seconds: 605, backup: "b1" });
    expect(later({ reachable: false })).toMatchObject({ bytes: null, unknown: "no-primary" });
  });

  it("goes on within the history that the server counted in, whatever lies between it and the backup", () => {
    const counted = withInstance(told, "us-1:6379", { replid: third });
    expect(later({ offset: 100_700 }, { ...counted, protection: told.protection })).toMatchObject({
      bytes: 60_700,
      replid: first,
    });
  });

  it("stops where the primary turns up with a history of its own", () => {
    expect(later({ replid: second })).toMatchObject({ bytes: null, unknown: "other-history" });
  });
});
