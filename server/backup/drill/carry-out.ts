import type { Logger } from "pino";
import type { Backup, RunStep, StepProgress } from "@/lib/contract";
import { endedEntry, sentEntry } from "@/server/actions/context";
import { type Clock, timestamp } from "@/server/actions/deps";
import type { Journal } from "@/server/actions/journal";
import type { Tenure } from "@/server/actions/tenure";
import { LeaseLost } from "@/server/errors";
import type { Fleet, Store } from "@/server/ports";
import type { BackupTarget } from "../targets/target";
import { DrillFault } from "./fault";
import type { DrillFolders } from "./folders";
import { type DrillBounds, restore, type Verdict } from "./restore";

export interface CarryOutOptions {
  readonly fleet: Fleet;
  readonly store: Store;
  readonly backups: BackupTarget;
  readonly folders: DrillFolders;
  readonly server: string | null;
  readonly bounds?: DrillBounds;
  readonly backup: Backup;
  readonly journal: Journal;
  readonly tenure: Tenure;
  readonly signal: AbortSignal;
  readonly backupChanged: (backup: Backup) => void;
  readonly clock: Clock;
  readonly log: Logger;
}

/** How a drill ended; `verdict` is null where it was stopped, which says nothing of the backup. */
interface End {
  readonly verdict: Verdict | null;
  readonly summary: string;
  readonly isDamaged: boolean;
}

/** Carries a drill out, keeps what it says of the backup, and ends its run; whatever happens, server and folder go. */
export async function carryOut(options: CarryOutOptions): Promise<void> {
  const { journal, folders, tenure, clock, log } = options;
  const { id, instance } = journal.run;
  const end = await drill(options);
  await removed(options);
  tenure.check();
  await keep(options, end);
  const state = end.verdict?.ok === true ? ("succeeded" as const) : ("unchanged" as const);
  await journal.write(
    { state, summary: end.summary, endedAt: timestamp(clock()), cancellable: false },
    { kind: "run-ended", instance, detail: { state, summary: end.summary, advice: null } },
  );
  log.info(
    { run: id, backup: options.backup.id, ok: end.verdict?.ok ?? null, folder: folders.pathOf(id) },
    "Drill ended",
  );
}

async function drill(options: CarryOutOptions): Promise<End> {
  const { backup, journal, signal, log } = options;
  const beganMs = performance.now();
  try {
    const verdict = await restore({
      ...options,
      bounds: options.bounds ?? {},
      run: journal.run.id,
      step: (n, work) => performStep(options, n, work),
      announce: (command) => announce(journal, command),
    });
    return {
      verdict,
      summary: verdict.ok ? verdict.text : `Drill failed: ${verdict.text}`,
      isDamaged: false,
    };
  } catch (problem) {
    if (problem instanceof LeaseLost) throw problem;
    const why = problem instanceof Error ? problem.message : "?";
    if (signal.aborted)
      return { verdict: null, summary: `Drill broken off: ${why} Nothing was proven.`, isDamaged: false };
    if (!(problem instanceof DrillFault)) log.error({ err: problem, backup: backup.id }, "A drill failed");
    const known = problem instanceof DrillFault;
    const text = known ? why : "Tidemark failed during the drill: its log has the cause.";
    const { isDamaged = false, found = {} } = known ? problem.particulars : {};
    const seconds = (performance.now() - beganMs) / 1000;
    return {
      verdict: { ok: false, keys: null, seconds, digest: "not-compared", ...found, text },
      summary: `Drill failed: ${text}`,
      isDamaged,
    };
  }
}

async function performStep<T>(
  { journal, clock }: CarryOutOptions,
  n: number,
  work: (report: (progress: StepProgress) => void) => Promise<T>,
): Promise<T> {
  const end = (state: "done" | "failed", error: string | null): Promise<boolean> => {
    const step = journal.run.steps.find((one) => one.n === n);
    // What was announced in the audit has its end there too.
    const told =
      step === undefined || step.command === null ? null : endedEntry(step, { state, effect: "none", error });
    return journal.writeStep(n, { state, endedAt: timestamp(clock()), progress: null, error }, told);
  };
  await journal.writeStep(n, { state: "running", startedAt: timestamp(clock()) });
  try {
    const result = await work((progress) => journal.report(n, progress));
    await end("done", null);
    return result;
  } catch (problem) {
    await end("failed", problem instanceof Error ? problem.message : "?");
    throw problem;
  }
}

/** The last step, after every end; what was not reached says so. */
async function removed(options: CarryOutOptions): Promise<void> {
  const { journal, folders } = options;
  const { id, steps } = journal.run;
  const last = steps.at(-1);
  for (const step of steps.filter(({ state, n }) => state === "pending" && n !== last?.n))
    await journal.writeStep(step.n, {
      state: "skipped",
      error: "Not done: an earlier step did not end well.",
    });
  if (last === undefined) return;
  await performStep(options, last.n, () => folders.clear(id));
}

/** What is sent to an instance stands in the journal and the audit before it leaves. */
function announce(journal: Journal, command: readonly string[]): Promise<boolean> {
  const step = journal.run.steps.find((one: RunStep) => one.kind === "drill-compare");
  if (step === undefined) return Promise.resolve(false);
  return journal.writeStep(step.n, { command: [...command] }, sentEntry(step, command));
}

/** As the backup stands now: others may have changed it meanwhile, or deleted it. */
async function keep(
  { store, backup, backupChanged, clock, log }: CarryOutOptions,
  { verdict, isDamaged }: End,
): Promise<void> {
  if (verdict === null) return;
  try {
    const drilled = await store.backups.amend(
      backup.id,
      (now): Backup => ({
        ...now,
        ...(isDamaged && { state: "damaged", error: verdict.text }),
        drill: { at: timestamp(clock()), ...verdict },
      }),
    );
    if (drilled !== null) backupChanged(drilled);
  } catch (problem) {
    log.error({ err: problem, backup: backup.id }, "The verdict of a drill could not be kept");
  }
}
