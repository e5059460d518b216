import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { Backup, Run } from "@/lib/contract";
import { type Bench, openBench } from "@/server/actions/bench/bench.fixture";
import type { LocalServer } from "@/server/local";
import { waitFor } from "@/server/testing/wait-for";
import { createDrills, type DrillDeps, type Drills } from "./drills";

export interface DrillBench {
  readonly bench: Bench;
  readonly dataDir: string;
  /** Every state of every drill that listeners heard of. */
  readonly heard: readonly Run[];
  /** Makes drills as `more` says; closed with the rest. */
  drills(more?: Partial<DrillDeps>): Drills;
  /** Starts one and waits for its end. */
  drill(backup: Backup, more?: Partial<DrillDeps>): Promise<{ run: Run; backup: Backup }>;
  ended(run: Run): Promise<Run>;
  close(): Promise<void>;
}

/** Drills over servers that run already. */
export async function openDrills(servers: readonly LocalServer[]): Promise<DrillBench> {
  const dataDir = mkdtempSync(join(tmpdir(), "tidemark-drill-"));
  const bench = await openBench({ servers, dataDir });
  const heard: Run[] = [];
  const all: Drills[] = [];
  const drills = (more: Partial<DrillDeps> = {}): Drills => {
    const made = createDrills({
      fleet: bench.fleet,
      store: bench.store,
      gate: { enabled: true, reason: null },
      backups: bench.backups,
      dataDir,
      server: null,
      backupChanged: () => {},
      clock: () => performance.timeOrigin + performance.now(),
      log: pino({ level: "silent" }),
      ...more,
    });
    made.listen({ run: (run) => heard.push(run) });
    all.push(made);
    return made;
  };
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
    dataDir,
    heard,
    drills,
    ended,
    async drill({ id }, more) {
      const run = await ended(await drills(more).startDrill(id, "ana"));
      const backup = await bench.store.backups.get(id);
      if (backup === null) throw new Error("the backup is gone");
      return { run, backup };
    },
    async close() {
      for (const one of all) await one.close();
      await bench.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
