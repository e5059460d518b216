import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { Backup, Run } from "@/lib/contract";
import { type Bench, openBench } from "@/server/actions/bench/bench.fixture";
import type { LocalServer } from "@/server/local";
import { waitFor } from "@/server/testing/wait-for";
import { createDrills, type Drills } from "./drills";
import type { DrillBounds } from "./restore";

export interface DrillBench {
  readonly bench: Bench;
  readonly drills: Drills;
  /** Every state of every drill that listeners heard of. */
  readonly heard: readonly Run[];
  /** Starts one and waits for its end. */
  drill(backup: Backup): Promise<{ run: Run; backup: Backup }>;
  ended(run: Run): Promise<Run>;
  close(): Promise<void>;
}

export interface DrillBenchOptions {
  readonly servers: readonly LocalServer[];
  /** The server to drill with. */
  readonly server: string | null;
  readonly bounds?: DrillBounds;
  readonly dataDir?: string;
}

/** Drills over servers that run already. */
export async function openDrills({ servers, server, bounds = {}, ...more }: DrillBenchOptions): Promise<DrillBench> {
  const dataDir = more.dataDir ?? mkdtempSync(join(tmpdir(), "tidemark-drill-"));
  const bench = await openBench({ servers, dataDir });
  const heard: Run[] = [];
  const drills = createDrills({
    fleet: bench.fleet,
    store: bench.store,
    gate: { enabled: true, reason: null },
    backups: bench.backups,
    dataDir,
    server,
    backupChanged: () => {},
    clock: () => performance.timeOrigin + performance.now(),
    log: pino({ level: "silent" }),
    bounds,
  });
  drills.listen({ run: (run) => heard.push(run) });
  const ended = (run: Run): Promise<Run> =>
    waitFor(
      `drill ${run.id} has ended`,
      async () => {
        const now = await bench.store.runs.get(run.id);
        return now !== null && now.state !== "running" ? now : null;
      },
      60_000,
    );
  return {
    bench,
    drills,
    heard,
    ended,
    async drill({ id }) {
      const run = await ended(await drills.startDrill(id, "local"));
      const backup = await bench.store.backups.get(id);
      if (backup === null) throw new Error("the backup is gone");
      return { run, backup };
    },
    async close() {
      await drills.close();
      await bench.close();
      if (more.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
