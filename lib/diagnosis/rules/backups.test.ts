import { describe, expect, it } from "vitest";
import type { BackupStanding } from "@/lib/backup/facts";
import { aBackup, aDrill } from "@/lib/backup/protection.fixture";
import type { Finding } from "@/lib/contract";
import { deriveGroup } from "@/lib/group/derive";
import {
  deriveInput,
  membersOf,
  primaryView,
  reached,
  replicaView,
  START_MS,
} from "@/lib/group/members.fixture";
import { standing } from "./backups.fixture";

const HOUR_MS = 3_600_000;
const hoursAgo = (hours: number): string => new Date(START_MS - hours * HOUR_MS).toISOString();
const [P, A, B] = ["us-1:6379", "eu-1:6379", "eu-2:6379"];

function told(backups: BackupStanding | null): Finding[] {
  const members = membersOf(
    reached(P, 2, primaryView(1000, [A, B])),
    reached(A, 0, replicaView(1000, P)),
    reached(B, 0, replicaView(1000, P)),
  );
  return deriveGroup(deriveInput(members, 0, { backups })).group.findings;
}
const codes = (...given: Parameters<typeof standing>): string[] =>
  told(standing(...given)).map(({ code }) => code);

describe("findings of backups", () => {
  it("are none while the list of backups is not read", () => {
    expect(told(null)).toEqual([]);
  });

  it("are none at a fresh start without any backup, until max-age has passed", () => {
    expect(codes([], { knownHours: 25.9 })).toEqual([]);
    expect(codes([], { knownHours: 26 })).toEqual(["backup-overdue"]);
  });

  it("do not take a saved backup for a verified one", () => {
    expect(codes([aBackup({ state: "saved", endedAt: hoursAgo(1) })])).toEqual(["backup-overdue"]);
  });

  it("offer a backup of a linked replica, and not of the primary", () => {
    expect(told(standing([]))[0]?.action).toEqual({ action: "backup", instance: A });
  });

  it("call damage grave where no verified backup is left", () => {
    const damaged = aBackup({
      id: "d",
      state: "damaged",
      endedAt: hoursAgo(2),
      error: "Its SHA-256 is another one.",
    });
    expect(told(standing([damaged], { knownHours: 3 }))).toMatchObject([
      { code: "backup-damaged", severity: "critical", action: { action: "backup" } },
    ]);
    expect(told(standing([damaged, aBackup({ endedAt: hoursAgo(1) })]))).toMatchObject([
      { code: "backup-damaged", severity: "warning", action: null },
    ]);
  });

  it("ask for drills only where there are some, or a schedule for them", () => {
    const good = aBackup({ endedAt: hoursAgo(1) });
    expect(codes([good])).toEqual([]);
    expect(codes([good], { drillsScheduled: true })).toEqual(["drill-overdue"]);
    expect(codes([good], { drillsScheduled: true, knownHours: 100 })).toEqual([]);
    expect(codes([{ ...good, drill: aDrill({ at: hoursAgo(800) }) }], { drillsScheduled: true })).toEqual([]);
    expect(codes([{ ...good, drill: aDrill({ at: hoursAgo(1), ok: false }) }])).toEqual(["drill-overdue"]);
  });
});
