import type { Logger } from "pino";
import type { AuditDraft, Run, RunStep, StepProgress } from "@/lib/contract";
import { LeaseLost } from "@/server/errors";
import type { Clock } from "./deps";

/** How often a step's progress is written down at most, so that a reload finds it. Milliseconds. */
const PROGRESS_EVERY_MS = 500;

/** What goes into the audit beside a write of the run. */
export type Entry = Pick<AuditDraft, "kind" | "instance" | "detail">;

/** Writes a run down, and what the audit is to say with it, both or neither. */
export interface JournalStore {
  save(run: Run, entries: readonly AuditDraft[]): Promise<void>;
}

/**
 * One run as it stands, written to the store before anybody hears of it.
 * What it holds is replaced, never changed: listeners may keep what they were given.
 */
export class Journal {
  #run: Run;
  /** Progress that waits for its turn. */
  #unwritten = false;
  #reportedAtMs = Number.NEGATIVE_INFINITY;
  #writing: Promise<unknown> = Promise.resolve();
  #lost: LeaseLost | null = null;

  constructor(
    run: Run,
    private readonly runs: JournalStore,
    private readonly notify: (run: Run) => void,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {
    this.#run = run;
  }

  get run(): Run {
    return this.#run;
  }

  /**
   * Writes the changed run, then tells the listeners. False: the store failed; the change holds in memory alone.
   * @param entry goes into the audit with it.
   * @throws LeaseLost when the run is another process' by now.
   */
  async write(change: Partial<Run>, entry: Entry | null = null): Promise<boolean> {
    this.#run = { ...this.#run, ...change };
    return this.#flush(entry);
  }

  /** The same for one step. */
  async writeStep(n: number, change: Partial<RunStep>, entry: Entry | null = null): Promise<boolean> {
    return this.write(
      { steps: this.#run.steps.map((step) => (step.n === n ? { ...step, ...change } : step)) },
      entry,
    );
  }

  /** An entry of this run for the audit. */
  entry({ kind, instance, detail }: Entry): AuditDraft {
    const { actor, group, id } = this.#run;
    return { actor, kind, group, instance, run: id, detail };
  }

  /** A step's words, changed before it is sent; written with the next write. */
  rephrase(n: number, command: string[]): void {
    this.#run = withStep(this.#run, n, { command });
  }

  /** A step's progress: in memory at once, in the store at most twice a second. */
  report(n: number, progress: StepProgress): void {
    const before = this.#run.steps.find((step) => step.n === n)?.progress ?? null;
    if (before?.text !== progress.text || before.fraction !== progress.fraction) {
      this.#run = withStep(this.#run, n, { progress });
      this.#unwritten = true;
    }
    if (!this.#unwritten || this.clock() - this.#reportedAtMs < PROGRESS_EVERY_MS) return;
    this.#reportedAtMs = this.clock();
    // Whoever waits next hears of a lost lease; here nobody waits.
    this.#flush(null).catch(() => undefined);
  }

  /** One write after the other, each of the newest state. */
  #flush(entry: Entry | null): Promise<boolean> {
    const write = this.#writing.then(async () => {
      if (this.#lost !== null) throw this.#lost;
      const run = this.#run;
      this.#unwritten = false;
      try {
        await this.runs.save(run, entry === null ? [] : [this.entry(entry)]);
      } catch (problem) {
        if (problem instanceof LeaseLost) {
          this.#lost = problem;
          throw problem;
        }
        this.log.error({ run: run.id, err: problem }, "The run could not be written to the store");
        return false;
      }
      this.notify(run);
      return true;
    });
    this.#writing = write.catch(() => undefined);
    return write;
  }
}

const withStep = (run: Run, n: number, change: Partial<RunStep>): Run => ({
  ...run,
  steps: run.steps.map((step) => (step.n === n ? { ...step, ...change } : step)),
});
