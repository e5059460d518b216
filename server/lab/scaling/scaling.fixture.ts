import { existsSync, globSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ScalingResult, ScalingSettings, type StepProgress } from "@/lib/contract";
import { findServer } from "@/server/local";
import type { Bench, GroupPlace, ThrowawayPlace } from "../experiment";
import { type LabServer, startThrowaway, type ThrowawayGroup } from "../throwaway";

export const settingsWith = (more: Omit<Partial<ScalingSettings>, "kind">): ScalingSettings =>
  ScalingSettings.parse({ kind: "scaling", seconds: 1, keys: 100, connections: 4, pipeline: 4, ...more });

export interface Throwaway {
  readonly place: ThrowawayPlace;
  readonly groups: ThrowawayGroup[];
  close(): Promise<void>;
}

/** A throw-away place of the server on PATH, whose groups a test can look into. */
export async function throwawayFor(signal: AbortSignal): Promise<Throwaway> {
  const binary = await findServer({ install: false });
  if ("missing" in binary) throw new Error(binary.missing);
  const dir = await mkdtemp(join(tmpdir(), "tidemark-scaling-test-"));
  const groups: ThrowawayGroup[] = [];
  return {
    groups,
    place: {
      place: "throwaway",
      version: binary.version,
      async start(options) {
        const group = await startThrowaway(binary.path, join(dir, String(groups.length)), options, signal);
        groups.push(group);
        return group;
      },
    },
    async close() {
      for (const group of groups) await group.close();
      await rm(dir, { recursive: true });
    },
  };
}

export interface TestBench extends Bench<ScalingSettings, ScalingResult> {
  readonly reports: { readonly progress: StepProgress; readonly result: ScalingResult | null }[];
}

export function benchFor(
  where: ThrowawayPlace | GroupPlace,
  settings: ScalingSettings,
  signal: AbortSignal,
  hear: (progress: StepProgress, result: ScalingResult | null) => void = () => {},
): TestBench {
  const reports: TestBench["reports"] = [];
  return {
    id: "scaling-test",
    settings,
    where,
    signal,
    reports,
    report(progress, result = undefined) {
      reports.push({ progress, result: result ?? null });
      hear(progress, result ?? null);
    },
    offerLinks() {},
  };
}

/** The processes that make load for this one: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
export function loadProcesses(parent = process.pid): number[] {
  return globSync("/proc/[0-9]*/stat").flatMap((path) => {
    const pid = Number(path.split("/")[2]);
    const stat = readNow(path);
    const isOurs = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === parent;
    return isOurs && readNow(`/proc/${pid}/cmdline`).includes("scaling/load-process.ts") ? [pid] : [];
  });
}

/** Empty where it is gone meanwhile. */
function readNow(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Whether the process is there. */
export const isThere = (pid: number): boolean => existsSync(`/proc/${pid}`);

/** How often the server was sent this command. Source: INFO commandstats. */
export async function callsOf(server: Pick<LabServer, "send">, command: string): Promise<number> {
  const text = String(await server.send(["INFO", "commandstats"]));
  return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(text)?.[1] ?? 0);
}

/** How many replicas the server says it has itself. */
export async function directReplicas(server: Pick<LabServer, "send">): Promise<number> {
  const text = String(await server.send(["INFO", "replication"]));
  return Number(/connected_slaves:(\d+)/.exec(text)?.[1]);
}

/** Its place, with something done to each group right before it is stopped: what its servers heard is gone with them. */
export const lookingLast = (
  place: ThrowawayPlace,
  look: (group: ThrowawayGroup) => Promise<unknown>,
): ThrowawayPlace => ({
  ...place,
  async start(options) {
    const group = await place.start(options);
    let looked: Promise<unknown> | null = null;
    return {
      ...group,
      async close() {
        looked ??= look(group);
        await looked;
        await group.close();
      },
    };
  },
});
