import type { Logger } from "pino";
import type { Run } from "@/lib/contract";
import type { PeerRun, Store } from "@/server/ports";
import type { createListeners } from "./listeners";

/** Another process' run is shown here no later than this after it changed. Milliseconds. */
const LOOK_EVERY_MS = 1000;

/** What was last shown of a run of another process. */
interface Shown {
  readonly run: string;
  readonly running: boolean;
  /** The run as it was told, to tell only what changed. */
  readonly body: string;
}

/** What of the rest the watch uses. */
interface Parts {
  readonly fleet: {
    group(id: string): { readonly run: string | null } | null;
    setRun(group: string, run: string | null): void;
  };
  readonly store: {
    readonly leases: Pick<Store["leases"], "renewEveryMs" | "peers">;
    readonly runs: Pick<Store["runs"], "get">;
    readonly backups: Pick<Store["backups"], "get">;
  };
  readonly log: Logger;
}

export interface PeerOptions {
  readonly deps: Parts;
  readonly listeners: ReturnType<typeof createListeners>;
  /** Whether this process has the run in hand. */
  readonly isOurs: (run: string) => boolean;
  readonly takeUp: (run: Run) => Promise<void>;
}

/**
 * Looks into the store for runs of other processes: nothing tells one process what another one writes, so it is asked, one
 * small query a second. Their runs are shown here as they go on, and taken up once their lease has ended.
 */
export class PeerWatch {
  private readonly shown = new Map<string, Shown>();
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<void> | null = null;
  private looked = false;

  constructor(private readonly options: PeerOptions) {}

  /** Looks now, and from now on. */
  async start(): Promise<void> {
    const { renewEveryMs } = this.options.deps.store.leases;
    this.timer = setInterval(() => void this.look(), Math.min(LOOK_EVERY_MS, renewEveryMs));
    this.timer.unref();
    await this.look();
  }

  async stop(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.looking;
  }

  /** Looks at once, where it looks at all. */
  async lookNow(): Promise<void> {
    if (this.timer !== null) await this.look();
  }

  /** Looks at what other processes do, and shows it. */
  look(): Promise<void> {
    this.looking ??= this.once()
      // The store says so itself where it fails, and the next look comes.
      .catch((problem: unknown) =>
        this.options.deps.log.debug({ err: problem }, "The store could not be read"),
      )
      .finally(() => {
        this.looking = null;
      });
    return this.looking;
  }

  private async once(): Promise<void> {
    const rows = await this.options.deps.store.leases.peers();
    const first = !this.looked;
    this.looked = true;
    for (const row of rows) {
      // What had ended before this process began to look is nothing new.
      if (first && !row.running) this.shown.set(row.group, { run: row.run, running: false, body: "" });
      else await this.show(row);
    }
    // A group that is ours by now, or whose run was taken up: the other's last word is still to be told.
    for (const [group, { run, running }] of this.shown)
      if (running && !rows.some((row) => row.group === group))
        await this.show({ group, run, running: false, abandoned: false });
  }

  private async show(row: Pick<PeerRun, "group" | "run" | "running" | "abandoned">): Promise<void> {
    const { deps, listeners, isOurs, takeUp } = this.options;
    const former = this.shown.get(row.group);
    // It ended, and another one began, between two looks: without its last word the group would be busy with it for ever.
    if (former?.running === true && former.run !== row.run)
      await this.show({ group: row.group, run: former.run, running: false, abandoned: false });
    if (isOurs(row.run)) return void this.shown.delete(row.group);
    const before = this.shown.get(row.group);
    if (before?.run === row.run && !before.running && !row.running) return;
    const run = await deps.store.runs.get(row.run);
    if (run === null) return;
    const running = run.state === "running";
    const body = JSON.stringify(run);
    this.shown.set(row.group, { run: run.id, running, body });
    const shows = deps.fleet.group(row.group);
    if (running && shows !== null && shows.run !== run.id) deps.fleet.setRun(row.group, run.id);
    if (!running && shows?.run === run.id) deps.fleet.setRun(row.group, null);
    if (before?.body !== body) {
      listeners.run(run, "peer");
      const backup = run.backup === null ? null : await deps.store.backups.get(run.backup);
      if (backup !== null) listeners.backup(backup, "peer");
    }
    if (row.abandoned && shows !== null) await takeUp(run);
  }
}
