import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type StepProgress, SyncResult, SyncSettings } from "@/lib/contract";
import { type LocalBinary, serverMatrix } from "@/server/testing/versions";
import type { Bench } from "../experiment";
import { startThrowaway, type ThrowawayGroup } from "../throwaway";

export const MIB = 1_048_576;

/** A version that the machine has; the newest whose name begins so. */
export async function serverNamed(name: string): Promise<LocalBinary> {
  const all = await serverMatrix();
  const found = all.findLast((one) => one.name.startsWith(name));
  if (found === undefined) throw new Error(`no ${name} among ${all.map((one) => one.name).join(", ")}`);
  return found;
}

/** What a handshake and keep-alives take beside what is copied. */
export const BESIDE_BYTES = 2_000;

/** What a test gives an experiment, and sees of it. */
export interface TestBench extends Bench<SyncSettings, SyncResult> {
  readonly dir: string;
  readonly stop: AbortController;
  readonly told: StepProgress[];
  readonly groups: ThrowawayGroup[];
  /** Once with each progress. */
  onTold: (progress: StepProgress) => void;
}

/** A throw-away place in a folder of its own. What is left out of the settings is small. */
async function testBench(binary: LocalBinary, settings: Partial<SyncSettings> = {}): Promise<TestBench> {
  const dir = await mkdtemp(join(tmpdir(), "tidemark-sync-test-"));
  const stop = new AbortController();
  const told: StepProgress[] = [];
  const groups: ThrowawayGroup[] = [];
  const bench: TestBench = {
    id: "test",
    settings: SyncSettings.parse({ kind: "sync", dataBytes: [2 * MIB], outageSeconds: 1, ...settings }),
    where: {
      place: "throwaway",
      version: binary.version,
      async start(options) {
        const group = await startThrowaway(binary.path, join(dir, `${groups.length}`), options, stop.signal);
        groups.push(group);
        return group;
      },
    },
    signal: stop.signal,
    dir,
    stop,
    told,
    groups,
    onTold: () => {},
    report(progress, result) {
      told.push(progress);
      if (result !== undefined) SyncResult.parse(result);
      bench.onTold(progress);
    },
    offerLinks() {},
  };
  return bench;
}

const made: TestBench[] = [];

export async function benchOf(settings: Partial<SyncSettings>, version = "redis-7.0.15"): Promise<TestBench> {
  const bench = await testBench(await serverNamed(version), settings);
  made.push(bench);
  return bench;
}

/** As a place does when an experiment is over. */
export async function removeBenches(): Promise<void> {
  for (const { dir } of made.splice(0)) await rm(dir, { recursive: true, force: true });
}

export function onlyRow({ rows }: SyncResult): SyncResult["rows"][number] {
  const [row] = rows;
  if (row === undefined || rows.length !== 1) throw new Error(`${rows.length} rows`);
  return row;
}

/** What the server wrote that is called so. */
export function logOf(bench: TestBench, name: string): string {
  const servers = bench.groups.flatMap(({ primary, replicas }) => [primary, ...replicas]);
  return servers.find((one) => one.name === name)?.server.logTail(10_000) ?? "";
}
