import { pino } from "pino";
import type { Backup, EventDraft } from "@/lib/contract";
import { type Bench, type BenchOptions, openBench } from "@/server/actions/bench/bench.fixture";
import type { KeepSettings } from "@/server/settings/types";
import { waitFor } from "@/server/testing/wait-for";
import { createBackupFolder } from "../targets/folder";
import type { WallClock } from "./clock";
import { createKeep, type Keep, type KeepDeps } from "./index";
import { countReaders, type ReadFolder } from "./readers";

/** A clock that stands until it is told: time passes, or somebody sets it. */
export class TestClock implements WallClock {
  #elapsedMs = 0;
  /** How often somebody has gone to sleep. */
  #sleeps = 0;
  readonly #timers = new Set<{ readonly atMs: number; readonly wake: () => void }>();

  constructor(private wallMs: number) {}

  now = (): number => this.wallMs;
  elapsed = (): number => this.#elapsedMs;

  after = (ms: number, wake: () => void): (() => void) => {
    const timer = { atMs: this.#elapsedMs + ms, wake };
    this.#timers.add(timer);
    this.#sleeps += 1;
    return () => this.#timers.delete(timer);
  };

  /** Real time passes, and wakes whom it should. */
  pass(ms: number): void {
    this.#elapsedMs += ms;
    this.wallMs += ms;
    for (const timer of [...this.#timers]) {
      if (timer.atMs > this.#elapsedMs) continue;
      this.#timers.delete(timer);
      timer.wake();
    }
  }

  /** The same, and resolves when whoever was woken sleeps again. */
  async passAndLook(ms: number): Promise<void> {
    const before = this.#sleeps;
    this.pass(ms);
    await waitFor("the schedules were looked at", () => this.#sleeps > before);
  }

  /** The machine's clock is set, which wakes nobody. */
  set(wallMs: number): void {
    this.wallMs = wallMs;
  }

  /** How long until somebody is woken; null: nobody is. */
  get sleepsMs(): number | null {
    const waits = [...this.#timers].map(({ atMs }) => atMs - this.#elapsedMs);
    return waits.length === 0 ? null : Math.min(...waits);
  }
}

export const noSchedules: KeepSettings = {
  keep: { last: 7, days: 30 },
  schedule: null,
  maxAgeMs: 93_600_000,
  drill: { schedule: null, maxAgeMs: 3_024_000_000, serverPath: null },
  recheck: { schedule: null },
};

export interface KeepBench extends Bench {
  readonly keep: Keep;
  readonly folder: ReadFolder;
  readonly events: EventDraft[];
  readonly told: Backup[];
}

/** A bench whose backups are kept, by the given settings. */
export async function openKeepBench(
  options: BenchOptions & { dataDir: string },
  more: Partial<KeepDeps> & { start?: boolean } = {},
): Promise<KeepBench> {
  const folder = countReaders(createBackupFolder(options.dataDir));
  const bench = await openBench({ ...options, backups: folder });
  const events: EventDraft[] = [];
  const told: Backup[] = [];
  const keep = createKeep({
    fleet: bench.fleet,
    store: bench.store,
    actions: bench.actions,
    gate: { enabled: true, reason: null },
    folder,
    dataDir: options.dataDir,
    settings: noSchedules,
    drills: null,
    told: (backup) => told.push(backup),
    record: (drafts) => events.push(...drafts),
    log: pino({ level: "silent" }),
    bytesPerSecond: Number.POSITIVE_INFINITY,
    ...more,
  });
  if (more.start !== false) {
    await bench.actions.recover();
    await keep.start();
  }
  return {
    ...bench,
    keep,
    folder,
    events,
    told,
    async close() {
      await keep.close();
      await bench.close();
    },
  };
}
