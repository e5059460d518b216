import type { Logger } from "pino";
import type { Backup, Run } from "@/lib/contract";
import { requireEnabled } from "@/server/actions/admission";
import { createDenying } from "@/server/actions/auditor";
import { type Clock, timestamp } from "@/server/actions/deps";
import { Journal } from "@/server/actions/journal";
import { type ActionsListener, createListeners } from "@/server/actions/listeners";
import { Tenure } from "@/server/actions/tenure";
import { drillBusy, LeaseLost, ProblemError } from "@/server/errors";
import type { ActionsGate, Fleet, Lease, Store } from "@/server/ports";
import type { BackupTarget } from "../targets/target";
import { carryOut } from "./carry-out";
import { DrillFolders } from "./folders";
import { newDrill } from "./new-drill";
import type { DrillBounds } from "./restore";

export interface DrillDeps {
  readonly fleet: Fleet;
  readonly store: Store;
  readonly gate: ActionsGate;
  readonly backups: BackupTarget;
  readonly dataDir: string;
  /** The path of the server to drill with; null: found on PATH. */
  readonly server: string | null;
  /** Hears of a backup once its verdict is kept. */
  readonly backupChanged: (backup: Backup) => void;
  readonly clock: Clock;
  readonly log: Logger;
  readonly bounds?: DrillBounds;
}

/** Restores of backups into throw-away servers: runs that hold no group, one at a time on a data-dir. */
export interface Drills {
  /**
   * Begins to restore a verified backup.
   * @throws ProblemError `not-found`, `not-verified`, `drill-busy` with the other run, `actions-disabled`
   */
  startDrill(backupId: string, actor: string): Promise<Run>;
  /** Stops the drill that is this run, where this process makes it. */
  stop(run: string): void;
  listen(listener: ActionsListener): () => void;
  /** Ends what a process that is gone left behind: its run, its server and its folder. */
  recover(): Promise<void>;
  close(): Promise<void>;
}

interface Going {
  readonly run: string;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

export const STOPPED = "Tidemark was stopped during the drill.";

export function createDrills(deps: DrillDeps): Drills {
  const { store, gate, clock, log } = deps;
  const listeners = createListeners(log);
  const denying = createDenying(store.audit, log);
  const folders = new DrillFolders(deps.dataDir);
  let going: Going | null = null;
  let closed = false;

  const journalOf = (run: Run, lease: Lease): Journal =>
    new Journal(
      run,
      { save: (now, entries) => store.runs.save(now, lease, entries) },
      (now) => listeners.run(now, "here"),
      clock,
      log,
    );

  async function admit(backupId: string, actor: string): Promise<Run> {
    requireEnabled(gate);
    const backup = await store.backups.get(backupId);
    if (backup === null)
      throw new ProblemError(
        404,
        "not-found",
        "Not found",
        "There is no such backup. GET /api/backups lists them.",
      );
    requireVerified(backup);
    if (going !== null) throw drillBusy(going.run);
    await recover();
    const run = newDrill(backup, actor, clock());
    const { id, group, instance } = run;
    const detail = { action: run.action, backup: backup.id };
    const lease = await store.runs.insert(run, null, [
      { kind: "run-started", actor, group, instance, run: id, detail },
    ]);
    listeners.run(run, "here");
    begin(run, backup, lease);
    return run;
  }

  function begin(run: Run, backup: Backup, lease: Lease): void {
    const stop = new AbortController();
    const tenure = new Tenure(lease, store.leases, log);
    const journal = journalOf(run, lease);
    tenure.start(() => stop.abort(new Error("Cancelled.")));
    const ended = carryOut({ ...deps, folders, backup, journal, tenure, signal: stop.signal })
      .catch((problem: unknown) => {
        if (problem instanceof LeaseLost) log.warn({ run: run.id }, "Another process has taken the drill up");
        else log.error({ run: run.id, err: problem }, "A drill broke off");
      })
      .finally(async () => {
        await tenure.end({ givesBack: false });
        going = null;
      });
    going = { run: run.id, stop, ended };
  }

  /** What cannot be cleared away keeps neither Tidemark from its start nor another drill from being made. */
  async function recover(): Promise<void> {
    const guarded = (run: string, work: Promise<void>): Promise<void> =>
      work.catch((problem: unknown) => log.error({ run, err: problem }, "What is left of a drill stays"));
    for (const run of await store.runs.unfinished({ drills: true }))
      if (run.id !== going?.run) await guarded(run.id, endLeft(run));
    for (const name of await folders.all()) {
      const run = await store.runs.get(name);
      if (run?.state !== "running") await guarded(name, folders.clear(name));
    }
  }

  async function endLeft(run: Run): Promise<void> {
    const { actor, group, instance, id } = run;
    const lease = await store.leases.claim(run, [
      { actor, group, instance, run: id, kind: "run-taken-up", detail: {} },
    ]);
    if (lease === null) return;
    await folders.clear(id);
    const endedAt = timestamp(clock());
    const summary = `Drill broken off: ${STOPPED} Nothing was proven; its server and its folder are gone.`;
    const steps = run.steps.map((step) => {
      if (step.state === "running")
        return { ...step, state: "failed" as const, endedAt, progress: null, error: STOPPED };
      return step.state === "pending" ? { ...step, state: "skipped" as const, error: STOPPED } : step;
    });
    const journal = journalOf({ ...run, steps }, lease);
    await journal.write(
      { state: "unchanged", endedAt, cancellable: false, summary },
      { kind: "run-ended", instance, detail: { state: "unchanged", summary, advice: null } },
    );
  }

  return {
    startDrill: (backupId, actor) =>
      denying(
        { actor, group: null, instance: null, run: null, detail: { action: "drill", backup: backupId } },
        async () => {
          if (closed) throw new Error("Tidemark is stopping.");
          return admit(backupId, actor);
        },
      ),
    stop: (run) => {
      if (going?.run === run) going.stop.abort(new Error("Cancelled."));
    },
    listen: listeners.listen,
    recover,
    async close() {
      closed = true;
      going?.stop.abort(new Error(STOPPED));
      await going?.ended;
    },
  };
}

function requireVerified({ id, state, method }: Backup): void {
  if (state === "verified") return;
  throw new ProblemError(
    409,
    "not-verified",
    "This backup is not verified",
    method === "bgsave"
      ? `The instance saved backup ${id} on its own disk, and Tidemark has no file of it. Back up over the wire instead.`
      : `Backup ${id} is ${state}: only what was read whole and proven is restored.`,
  );
}
