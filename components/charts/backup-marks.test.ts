import { describe, expect, it } from "vitest";
import { aBackup } from "@/lib/backup/protection.fixture";
import type { Backup, Event } from "@/lib/contract";
import { backupMarksOf } from "./backup-marks";

const ended = (atMs: number, run: string | null, more: Partial<Event> = {}): Event => ({
  id: `e${atMs}`,
  at: new Date(atMs).toISOString(),
  type: "backup-ended",
  group: "orders",
  instance: "eu-1:6379",
  severity: "info",
  title: "Backup verified on eu-1:6379",
  detail: "",
  run,
  ...more,
});
const marks = (events: readonly Event[], ...backups: Backup[]) =>
  backupMarksOf(events, backups, { fromMs: 0, toMs: 50_000 }, 5000);
const told = (event: Event, ...backups: Backup[]) =>
  marks([event], ...backups).map(({ kind, row }) => [kind, row?.id ?? null]);

describe("marks of backups", () => {
  it("say how each stands by now, and lead to its row", () => {
    for (const [state, kind] of [
      ["verified", "verified"],
      ["saved", "saved"],
      ["damaged", "lost"],
      ["failed", "lost"],
    ] as const)
      expect(told(ended(10_000, "r1"), aBackup({ run: "r1", state }))).toEqual([[kind, "b1"]]);
  });

  it("stay when it is struck from the list, by what the event says", () => {
    expect(told(ended(10_000, "r1"))).toEqual([["verified", null]]);
    expect(told(ended(10_000, "r1", { severity: "warning" }))).toEqual([["lost", null]]);
    expect(told(ended(10_000, null), aBackup())).toEqual([["verified", null]]);
  });

  it("are of backups alone, within the axis", () => {
    expect(marks([ended(10_000, null, { type: "full-resync" }), ended(60_000, null)])).toEqual([]);
  });

  it("become one where they would cover each other: a lost one names it, else the newest", () => {
    const two = [ended(10_000, "r1"), ended(11_000, "r2")];
    const first = aBackup({ id: "1", run: "r1" });
    expect(marks(two, first, aBackup({ id: "2", run: "r2" }))).toMatchObject([
      { kind: "verified", count: 2, atMs: 11_000, row: { id: "2" } },
    ]);
    expect(marks(two, { ...first, state: "failed" }, aBackup({ id: "2", run: "r2" }))).toMatchObject([
      { kind: "lost", count: 2, atMs: 10_000, row: { id: "1" } },
    ]);
  });
});
