import type { Logger } from "pino";
import { COLLAPSE_CHECK, isAccepted, withCollapse } from "@/lib/backup/collapse";
import type { Backup, EventDraft, ScheduleKind, ScheduleList } from "@/lib/contract";
import type { Actions, ActionsGate, Fleet, Store } from "@/server/ports";
import type { KeepSettings } from "@/server/settings/types";
import { backupJob } from "./backup-job";
import { type WallClock, wallClock } from "./clock";
import { parseCron, type Timetable } from "./cron";
import { type Drilling, drillJob } from "./drill-job";
import type { Job } from "./job";
import { listSchedules } from "./list";
import type { ReadFolder } from "./readers";
import { recheckJob } from "./recheck-job";
import { damageEvent, Rechecks } from "./rechecks";
import { retain } from "./retain";
import { Schedules } from "./schedules";
import { reportStrays } from "./strays";

export interface KeepDeps {
  readonly fleet: Fleet;
  readonly store: Store;
  readonly actions: Actions;
  readonly gate: ActionsGate;
  readonly folder: ReadFolder;
  readonly dataDir: string;
  readonly settings: KeepSettings;
  /** Null: backups are not drilled here. */
  readonly drills: Drilling | null;
  /** Tells the pages of a backup. */
  readonly told: (backup: Backup) => void;
  readonly record: (drafts: readonly EventDraft[]) => void;
  readonly log: Logger;
  readonly clock?: WallClock;
  readonly bytesPerSecond?: number;
}

/** What becomes of backups by themselves: taken, drilled and read again by schedule, and deleted once they need not be kept. */
export interface Keep {
  /** From now on. Before it, what a stopped process left behind must have been taken up. */
  start(): Promise<void>;
  schedules(): Promise<ScheduleList>;
  /** Reads a kept file again, after those that were asked for before it; what it finds is in the row then. */
  recheck(backup: Backup): void;
  /** A file was found not to be what was stored. */
  damaged(backup: Backup, why: string): void;
  /** A person says that the backup of a collapsed data set is right. Null: it was deleted meanwhile. */
  accept(backup: Backup, actor: string): Promise<Backup | null>;
  close(): Promise<void>;
}

/** Half of what a disk of ten years ago reads, and a third of one core. */
const BYTES_PER_SECOND = 32 * 1024 * 1024;

export function createKeep(deps: KeepDeps): Keep {
  const { fleet, store, actions, gate, folder, settings, told, record, log } = deps;
  const clock = deps.clock ?? wallClock;
  const now = clock.now;
  const rechecks = new Rechecks({
    store,
    folder,
    now,
    told,
    record,
    log,
    bytesPerSecond: deps.bytesPerSecond ?? BYTES_PER_SECOND,
  });
  const timetables: Readonly<Record<ScheduleKind, Timetable | null>> = {
    backup: timetableOf(settings.schedule),
    drill: timetableOf(settings.drill.schedule),
    recheck: timetableOf(settings.recheck.schedule),
  };
  const jobs: Job[] = [];
  if (timetables.backup !== null)
    jobs.push(backupJob({ fleet, actions, store, clock, told }, timetables.backup));
  if (timetables.drill !== null && deps.drills !== null)
    jobs.push(drillJob({ fleet, store, drills: deps.drills }, timetables.drill));
  if (timetables.recheck !== null) jobs.push(recheckJob({ fleet, rechecks }, timetables.recheck));
  const schedules = new Schedules({ store, fleet, actions, gate, jobs, clock, record, log });

  let deleting: Promise<void> = Promise.resolve();
  /** One group after the other, so that no two decide on the same list. */
  const tidy = (group: string): void => {
    deleting = deleting
      .then(() => retain({ store, folder, policy: settings.keep, now, told, record, log }, group))
      .catch((problem: unknown) => log.warn({ err: problem, group }, "old backups could not be deleted"));
  };
  let deaf: () => void = () => {};

  return {
    async start() {
      deaf = actions.listen({
        backup: ({ group, state }, place) => {
          if (place === "here" && state === "verified") tidy(group);
        },
      });
      if (jobs.length > 0 && !gate.enabled)
        log.warn(
          { reason: gate.reason },
          "schedules are set, and nothing is started by them: actions are off",
        );
      await reportStrays(deps.dataDir, { store, record, now, log });
      for (const group of new Set((await store.backups.list({})).map((one) => one.group))) tidy(group);
      await schedules.start();
    },

    schedules: () =>
      listSchedules(
        (["backup", "drill", "recheck"] as const).map((kind) => ({
          kind,
          timetable: timetables[kind],
          off: jobs.some((job) => job.kind === kind)
            ? gate.enabled
              ? null
              : (gate.reason ?? "Actions are off.")
            : "This is not done here.",
        })),
        { store, groups: fleet.groups().map(({ id }) => id), nowMs: now() },
      ),

    recheck: (backup) => void rechecks.one(backup),

    damaged(backup, why) {
      store.backups
        .amend(backup.id, (row) =>
          row.state === "verified" ? { ...row, state: "damaged", error: why } : row,
        )
        .then((row) => {
          if (row === null) return;
          told(row);
          record([
            damageEvent(row, { type: "backup-damaged", what: "is damaged", detail: why, nowMs: now() }),
          ]);
        })
        .catch((problem: unknown) =>
          log.error({ err: problem, backup: backup.id }, "a backup could not be marked as damaged"),
        );
    },

    async accept({ id, group, instance }, actor) {
      await store.audit.append([
        { kind: "backup-accepted", actor, group, instance, run: null, detail: { backup: id } },
      ]);
      const text = `It holds much less than those before it, and ${actor} said that this is right.`;
      const row = await store.backups.amend(id, (one) =>
        isAccepted(one) ? one : withCollapse(one, { status: "pass", text, evidence: null }),
      );
      if (row !== null) told(row);
      tidy(group);
      return row;
    },

    async close() {
      deaf();
      await Promise.all([schedules.close(), rechecks.close()]);
      await deleting;
    },
  };
}

function timetableOf(expression: string | null): Timetable | null {
  const read = expression === null ? null : parseCron(expression);
  return read?.ok === true ? read.value : null;
}

/** Whether a person can accept it: it froze what deletes older ones. */
export const hasCollapsed = ({ checks }: Backup): boolean =>
  checks.some(({ code, status }) => code === COLLAPSE_CHECK && status !== "pass");
