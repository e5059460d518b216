import { describe, expect, it } from "vitest";
import type { Backup } from "@/lib/contract";
import { orders, withInstance } from "@/lib/group/orders.fixture";
import { unprotectedSince } from "./unprotected";

const aBackup = (given: Partial<Backup>): Backup => ({
  id: "b1",
  group: "orders",
  instance: "eu-1:6379",
  run: null,
  method: "bgsave",
  state: "verified",
  startedAt: "2026-03-01T14:00:00.000Z",
  endedAt: null,
  path: null,
  location: null,
  sizeBytes: null,
  sha256: null,
  rdbVersion: null,
  serverVersion: null,
  replid: "a".repeat(40),
  offset: 40_000,
  keys: null,
  expires: null,
  databases: null,
  sourceLagSeconds: null,
  checks: [],
  drill: null,
  rechecked: null,
  error: null,
  ...given,
});

describe("unprotectedSince", () => {
  it("counts what was written since the newest good backup", () => {
    const older = aBackup({ id: "b0", startedAt: "2026-03-01T13:00:00.000Z", offset: 10 });
    expect(unprotectedSince(orders(), [older, aBackup({})])).toMatchObject({
      bytes: 60_000,
      backup: { id: "b1" },
    });
  });

  it("takes no failed, damaged or running backup for a good one", () => {
    const bad = (["failed", "damaged", "running"] as const).map((state) => aBackup({ state }));
    expect(unprotectedSince(orders(), bad)).toBeNull();
  });

  it("does not compare offsets of two histories", () => {
    const failedOver = withInstance(orders(), "us-1:6379", { replid: "b".repeat(40) });
    expect(unprotectedSince(failedOver, [aBackup({})])?.bytes).toBeNull();
  });

  it("follows a promotion, whose new history goes on from the old one", () => {
    const promoted = withInstance(orders(), "us-1:6379", {
      replid: "b".repeat(40),
      previousReplid: "a".repeat(40),
    });
    expect(unprotectedSince(promoted, [aBackup({})])?.bytes).toBe(60_000);
  });
});
