import { blankBackup } from "@/lib/backup/blank";
import type { Backup, Plan, Run } from "@/lib/contract";
import { ProblemError } from "@/server/errors";
import type { Actions, Fleet, Store } from "@/server/ports";
import { timeOrderedId } from "@/server/store/ids";
import type { WallClock } from "./clock";
import type { Timetable } from "./cron";
import { type Job, type JobEnd, keyOf, SCHEDULE_ACTOR } from "./job";
import { endOf } from "./run-end";

export interface BackupJobDeps {
  readonly fleet: Pick<Fleet, "group" | "groups">;
  readonly actions: Pick<Actions, "plan" | "start" | "listen">;
  readonly store: Pick<Store, "runs" | "backups">;
  readonly clock: WallClock;
  /** Tells the pages of a backup. */
  readonly told: (backup: Backup) => void;
}

/** How often a plan is made anew because the group changed before it was started. */
const MOST_PLANS = 5;

/**
 * Backs a group up as a person would who confirms nothing: a plan that wants a confirmation is not run. What fails is a failed
 * backup in the list, also where nothing could be begun.
 */
export function backupJob(deps: BackupJobDeps, timetable: Timetable): Job {
  const { fleet, actions, store } = deps;

  async function attempt(slot: { readonly group: string }, key: string): Promise<Begun> {
    let plan: Plan | null = null;
    try {
      for (let tries = 1; ; tries += 1) {
        plan = await actions.plan(slot.group, { action: "backup" }, SCHEDULE_ACTOR);
        if (plan.confirm !== null)
          return {
            run: null,
            plan,
            why: `${plan.confirm.text} A schedule confirms nothing: back up by hand, or change what needs it.`,
          };
        try {
          return { run: await actions.start({ plan: plan.id }, SCHEDULE_ACTOR, key) };
        } catch (problem) {
          if (!isProblem(problem, "plan-stale") || tries === MOST_PLANS) throw problem;
        }
      }
    } catch (problem) {
      if (!(problem instanceof ProblemError)) throw problem;
      if (passes(problem)) return { run: null, plan, why: null };
      return { run: null, plan, why: problem.detail };
    }
  }

  /** The row of a backup that was due and is not there. */
  async function keepFailure(
    group: string,
    instance: string | null,
    run: string | null,
    error: string,
  ): Promise<void> {
    const where = instance ?? fleet.group(group)?.instances[0]?.id ?? null;
    if (where === null) return;
    const backup = failedBackup(group, where, { run, error, nowMs: deps.clock.now() });
    await store.backups.save(backup);
    deps.told(backup);
  }

  return {
    kind: "backup",
    timetable,
    groups: () => fleet.groups().map(({ id }) => id),
    isHeld: (group) => fleet.group(group)?.run != null,
    async perform(slot, { signal, began }): Promise<JobEnd> {
      const begun = await attempt(slot, keyOf(slot));
      if (begun.run === null) {
        if (begun.why === null) return { state: "busy" };
        await keepFailure(
          slot.group,
          begun.plan?.instance ?? null,
          null,
          `Not begun by its schedule: ${begun.why}`,
        );
        return { state: "failed", text: begun.why };
      }
      await began(begun.run.id);
      const run = await endOf(begun.run.id, { listen: actions.listen, store, signal });
      if (run === null) return { state: "left" };
      const text = run.summary ?? run.advice ?? `The run ended: ${run.state}.`;
      if (run.state === "succeeded") return { state: "succeeded", text };
      // Where it ended before its backup had a row, the list would not tell of it.
      if (run.backup === null) await keepFailure(slot.group, run.instance, run.id, text);
      return { state: "failed", text };
    },
  };
}

type Begun =
  | { readonly run: Run }
  /** `why` null: it is busy, which passes. */
  | { readonly run: null; readonly plan: Plan | null; readonly why: string | null };

/** What ends by itself: a run of the group, a save that its source makes for itself. */
const passingChecks: readonly string[] = ["no-run", "save-idle"];
const passes = ({ code, extra }: ProblemError): boolean =>
  code === "group-busy" ||
  (code === "checks-failed" && extra.errors?.every((check) => passingChecks.includes(check)) === true);

const isProblem = (problem: unknown, code: string): boolean =>
  problem instanceof ProblemError && problem.code === code;

function failedBackup(
  group: string,
  instance: string,
  { run, error, nowMs }: { run: string | null; error: string; nowMs: number },
): Backup {
  const at = new Date(nowMs).toISOString();
  return {
    ...blankBackup,
    id: timeOrderedId(nowMs),
    group,
    instance,
    run,
    method: "wire",
    state: "failed",
    startedAt: at,
    endedAt: at,
    checks: [],
    error,
  };
}
