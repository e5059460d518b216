import type { Backup } from "@/lib/contract";
import { blankBackup } from "./blank";

/** A verified backup of the group `orders`, of eu-1 at offset 40,000; `given` says what is different about it. */
export const aBackup = (given: Partial<Backup> = {}): Backup => ({
  ...blankBackup,
  id: "b1",
  group: "orders",
  instance: "eu-1:6379",
  run: null,
  method: "wire",
  state: "verified",
  startedAt: "2026-03-01T14:00:00.000Z",
  endedAt: "2026-03-01T14:00:10.000Z",
  replid: "a".repeat(40),
  offset: 40_000,
  checks: [],
  ...given,
});

/** What a drill of it left. */
export const aDrill = (given: Partial<NonNullable<Backup["drill"]>> = {}): NonNullable<Backup["drill"]> => ({
  at: "2026-03-01T14:01:00.000Z",
  ok: true,
  keys: 10,
  seconds: 1,
  digest: "equal",
  text: "Restored in 1 s.",
  ...given,
});
