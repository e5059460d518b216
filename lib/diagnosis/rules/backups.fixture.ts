import { type BackupPolicy, type BackupStanding, backupFacts } from "@/lib/backup/facts";
import { aBackup, aDrill } from "@/lib/backup/protection.fixture";
import type { Backup } from "@/lib/contract";
import type { DeriveInput } from "@/lib/group/derive";
import type { Member } from "@/lib/group/member";
import { primaryView, reached, replicaView, START_MS } from "@/lib/group/members.fixture";

const HOUR_MS = 3_600_000;
const [P, A] = ["us-1:6379", "eu-1:6379"];

type Scene = (ms: number) => Member[];
const well: Scene = (ms) => [
  reached(P, ms + 2, primaryView(1000 + ms, [A])),
  reached(A, ms, replicaView(1000 + ms, P)),
];
const hoursAgo = (hours: number): string => new Date(START_MS - hours * HOUR_MS).toISOString();

/** A group known for `knownHours`, with these backups, and what is asked of them by default. */
export const standing = (
  backups: readonly Backup[],
  { knownHours = 1000, ...policy }: Partial<BackupPolicy> & { knownHours?: number } = {},
): BackupStanding => ({
  facts: backupFacts(backups),
  policy: { maxAgeMs: 26 * HOUR_MS, drillMaxAgeMs: 840 * HOUR_MS, drillsScheduled: false, ...policy },
  knownSinceMs: START_MS - knownHours * HOUR_MS,
});
const having = (...given: Parameters<typeof standing>): Partial<DeriveInput> => ({
  backups: standing(...given),
});

const good = (id: string, hours: number, given: Partial<Backup> = {}): Backup =>
  aBackup({ id, endedAt: hoursAgo(hours), replid: "a", offset: 400, ...given });
const bad = (
  hours: number,
  error = "The connection ended after 3.00 MiB, before the end of the data set.",
): Backup => good("bad", hours, { state: "failed", error });
const damaged = (hours: number): Backup =>
  good("rotten", hours, { state: "damaged", error: "Its SHA-256 is another one." });

/** Each with a case that fires it and one that does not; what else they fire is told by the tests of its own. */
export const backupCases = {
  "backup-overdue": {
    fires: [well, 1, having([good("old", 27)])],
    silent: ["for a group that is only known for a day", well, 1, having([], { knownHours: 25 })],
  },
  "backup-failed": {
    fires: [well, 1, having([bad(1), good("older", 2)])],
    silent: ["once one has ended well since", well, 1, having([good("newer", 1), bad(2)])],
  },
  "backup-damaged": {
    fires: [well, 1, having([good("newer", 1), damaged(2)])],
    silent: ["of a failed one, of which no file is kept", well, 1, having([good("newer", 1), bad(2)])],
  },
  "drill-overdue": {
    fires: [well, 1, having([good("b", 1, { drill: aDrill({ at: hoursAgo(841) }) })])],
    silent: ["where none was ever made, and none is scheduled", well, 1, having([good("b", 1)])],
  },
} satisfies Record<
  string,
  { fires: [Scene, number, Partial<DeriveInput>]; silent: [string, Scene, number, Partial<DeriveInput>] }
>;
