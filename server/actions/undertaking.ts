import type { Backup, Plan, Run } from "@/lib/contract";
import { LeaseLost } from "@/server/errors";
import type { Lease } from "@/server/ports";
import type { RunInProgress } from "./context";
import type { ActionsDeps } from "./deps";
import { breakOff } from "./execute";
import { createEyes } from "./eyes";
import { Journal } from "./journal";
import type { createListeners } from "./listeners";
import { Leaving, type RunMemory } from "./steps/row";
import { Tenure } from "./tenure";

interface Undertaking {
  readonly run: RunInProgress;
  readonly ended: Promise<void>;
}

/** The runs that go on in this process. */
export class Undertakings {
  private readonly all = new Map<string, Undertaking>();
  private readonly leaving = new AbortController();

  constructor(
    private readonly deps: ActionsDeps,
    private readonly listeners: ReturnType<typeof createListeners>,
  ) {}

  get(run: string): RunInProgress | null {
    return this.all.get(run)?.run ?? null;
  }

  /** Begins `work` on a run whose group `lease` holds, and keeps the lease for as long as that goes on. */
  begin(
    { run, plan, lease, memory }: { run: Run; plan: Plan; lease: Lease; memory: RunMemory },
    work: (going: RunInProgress) => Promise<void>,
  ): void {
    const { deps, listeners } = this;
    const { fleet, store, clock, log } = deps;
    const tenure = new Tenure(lease, store.leases, log);
    const journal = new Journal(
      run,
      { save: (now, entries) => store.runs.save(now, lease, entries) },
      (now) => listeners.run(now, "here"),
      clock,
      log,
    );
    const going: RunInProgress = {
      deps,
      plan,
      journal,
      tenure,
      memory,
      eyes: createEyes(deps, run.group),
      cancel: new AbortController(),
      leaving: this.leaving.signal,
      backupChanged: (backup: Backup) => listeners.backup(backup, "here"),
      release: () => {
        if (fleet.group(run.group)?.run === run.id) fleet.setRun(run.group, null);
      },
    };
    fleet.setRun(run.group, run.id);
    tenure.start(() => {
      if (journal.run.cancellable) going.cancel.abort();
    });
    const ended = this.through(going, work).finally(() => {
      this.all.delete(run.id);
      going.release();
    });
    this.all.set(run.id, { run: going, ended });
  }

  /** Stops those that may be left to the next start, and resolves when none goes on. */
  async leave(): Promise<void> {
    this.leaving.abort();
    await Promise.all([...this.all.values()].map((one) => one.ended));
  }

  private async through(going: RunInProgress, work: (going: RunInProgress) => Promise<void>): Promise<void> {
    const { tenure } = going;
    try {
      await work(going);
    } catch (problem) {
      if (problem instanceof Leaving) {
        this.deps.log.info({ run: going.journal.run.id }, "The run is left to the next start");
        return tenure.end({ givesBack: true });
      }
      if (!this.isLost(going, problem))
        await breakOff(going, problem).catch((later: unknown) => this.isLost(going, later));
    }
    await tenure.end({ givesBack: false });
  }

  /** Another process has the run: it alone acts from here on, and says how the run ends. */
  private isLost({ journal }: RunInProgress, problem: unknown): boolean {
    if (!(problem instanceof LeaseLost)) return false;
    const { id, group } = journal.run;
    this.deps.log.warn(
      { run: id, group },
      "This process stood still for longer than its lease, and another one has taken the run up: nothing more is sent from here",
    );
    return true;
  }
}
