import type { BackupStanding, Ended } from "@/lib/backup/facts";
import type { Finding } from "@/lib/contract";
import { formatSeconds } from "@/lib/format";
import { timestamp } from "@/lib/units";
import { atOnce, BLINK_MS, type Context, type FindingDraft, nameOf, type Rule } from "../context";
import { counted } from "../words";

/** Of the whole group: backups are its, whichever instance they were taken from. */
const ofGroup = (
  context: Context,
  tell: (standing: BackupStanding, nowMs: number) => Omit<FindingDraft, "instance"> | null,
): FindingDraft[] => {
  if (context.backups === null) return [];
  const draft = tell(context.backups, context.fleet.nowMs);
  return draft === null ? [] : [{ instance: null, ...draft }];
};

/** The nearest of the linked replicas, which a backup does not burden; without one, the primary. */
function backUp({ graph, instances }: Context): Finding["action"] {
  const [source] = [...instances.values()]
    .filter(({ reachable, role, link }) => reachable && role === "replica" && link?.state === "up")
    .sort((a, b) => (a.lagSeconds ?? Number.MAX_VALUE) - (b.lagSeconds ?? Number.MAX_VALUE));
  const instance = source?.id ?? graph.primary;
  return instance === null ? null : { action: "backup", instance };
}

const age = (ms: number): string => formatSeconds(ms / 1000);

export const backupOverdue: Rule = {
  code: "backup-overdue",
  severity: "warning",
  when: "no verified backup of the group is younger than backups.max-age; where there never was one, once the group is known for that long",
  holdMs: atOnce,
  clearMs: BLINK_MS,
  fires: (context) =>
    ofGroup(context, ({ facts: { newest }, policy: { maxAgeMs }, knownSinceMs }, nowMs) => {
      const sinceMs = newest === null ? knownSinceMs : Date.parse(newest.at);
      if (nowMs - sinceMs < maxAgeMs) return null;
      const { name } = context.group;
      return {
        title:
          newest === null
            ? `${name} has no verified backup`
            : `The newest verified backup of ${name} is ${age(nowMs - sinceMs)} old`,
        detail: `${newest === null ? "None was made since the group is known." : "Whatever was written since is in none."} One is asked for every ${age(maxAgeMs)} (backups.max-age).`,
        evidence: {
          newest: newest?.backup ?? null,
          endedAt: newest?.at ?? null,
          unprotectedBytes: context.protection?.bytes ?? null,
          maxAgeSeconds: maxAgeMs / 1000,
        },
        advice: `Back ${name} up now, and look on the page Backups at what became of the last ones. Where something else makes its backups, raise backups.max-age.`,
        action: backUp(context),
      };
    }),
};

/** `2026-01-01 14:03 UTC`, of an ISO moment. */
const moment = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;

/** `eu-1:6379, 2026-01-01 14:03 UTC: The connection ended.` */
const told = (context: Context, { instance, endedAt, error }: Ended): string =>
  `${nameOf(context, instance)}, ${moment(endedAt)}: ${error ?? "no cause is known."}`;

export const backupFailed: Rule = {
  code: "backup-failed",
  severity: "warning",
  when: "the backup that ended last failed, unless a person cancelled it; until one ends well",
  holdMs: atOnce,
  clearMs: BLINK_MS,
  fires: (context) =>
    ofGroup(context, ({ facts: { failed, newest } }) => {
      if (failed === null) return null;
      return {
        title: `The last backup of ${context.group.name} failed`,
        detail: `${told(context, failed)} ${newest === null ? "There is no verified one." : `The newest verified one, of ${moment(newest.at)}, is untouched.`}`,
        evidence: {
          backup: failed.backup,
          instance: failed.instance,
          endedAt: failed.endedAt,
          newest: newest?.backup ?? null,
        },
        advice: "Put the cause right, then back up again: this closes with the next backup that ends well.",
        action: backUp(context),
      };
    }),
};

export const backupDamaged: Rule = {
  code: "backup-damaged",
  severity: "warning",
  when: "the file of a kept backup is not what was proven any more; critical where no verified one is left",
  holdMs: atOnce,
  clearMs: BLINK_MS,
  fires: (context) =>
    ofGroup(context, ({ facts: { damaged, newest } }) => {
      const [first] = damaged;
      if (first === undefined) return null;
      const { name } = context.group;
      return {
        severity: newest === null ? "critical" : "warning",
        title:
          damaged.length === 1
            ? `A backup of ${name} is damaged`
            : `${counted(damaged.length, "backup")} of ${name} are damaged`,
        detail: `Of ${told(context, first)} It is not given out. ${newest === null ? "No verified one is left." : `The newest verified one is of ${moment(newest.at)}.`}`,
        evidence: {
          backup: first.backup,
          damaged: damaged.length,
          newest: newest?.backup ?? null,
        },
        advice:
          "Look at the disk they lie on before you trust the others: read them again, and back up anew. This closes once the damaged ones are deleted.",
        action: newest === null ? backUp(context) : null,
      };
    }),
};

export const drillOverdue: Rule = {
  code: "drill-overdue",
  severity: "warning",
  when: "no drill ended well within backups.drill.max-age, where one was ever made, or drills are scheduled and the group has a verified backup and is known for that long",
  holdMs: atOnce,
  clearMs: BLINK_MS,
  fires: (context) =>
    ofGroup(context, ({ facts, policy: { drillMaxAgeMs, drillsScheduled }, knownSinceMs }, nowMs) => {
      const { drilledMs, failedDrill, newest } = facts;
      const expected = drilledMs !== null || failedDrill !== null || (drillsScheduled && newest !== null);
      // One that failed, with none before that held: nothing has ever been proven, and there is nothing to wait for.
      const sinceMs = drilledMs ?? (failedDrill === null ? knownSinceMs : Number.NEGATIVE_INFINITY);
      if (!expected || nowMs - sinceMs < drillMaxAgeMs) return null;
      const { name } = context.group;
      return {
        title:
          drilledMs === null
            ? `No backup of ${name} was ever restored for proof`
            : `No backup of ${name} was restored for proof for ${age(nowMs - drilledMs)}`,
        detail: `A drill that ends well is asked for every ${age(drillMaxAgeMs)} (backups.drill.max-age).${failedDrill === null ? "" : ` The last one did not: ${failedDrill.text}`}`,
        evidence: {
          drilledAt: drilledMs === null ? null : timestamp(drilledMs),
          failedDrill: failedDrill?.backup ?? null,
          maxAgeSeconds: drillMaxAgeMs / 1000,
        },
        advice: `Drill the newest verified backup of ${name} on the page Backups: only a restore proves that one can be had.`,
        action: null,
      };
    }),
};
