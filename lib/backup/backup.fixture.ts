import type { Backup } from "@/lib/contract";
import { blankBackup } from "./blank";

/** A verified backup over the wire of the group `orders`. */
export const backupFixture = (over: Partial<Backup> = {}): Backup => ({
  ...blankBackup,
  id: "01999999-0000-7000-8000-000000000001",
  group: "orders",
  instance: "h:1",
  run: null,
  method: "wire",
  state: "verified",
  startedAt: "2026-01-01T00:00:00.000Z",
  endedAt: "2026-01-01T00:00:01.000Z",
  sizeBytes: 1_000_000,
  sha256: "0".repeat(64),
  rdbVersion: 10,
  serverVersion: "7.0.15",
  keys: 1_000,
  expires: 0,
  databases: [],
  sourceLagSeconds: 0,
  checks: [],
  ...over,
});
