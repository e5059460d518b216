import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ScalingResult, ScalingSettings, type StepProgress } from "@/lib/contract";
import { findServer } from "@/server/local";
import type { Bench, GroupPlace, ThrowawayPlace } from "../experiment";
import { startThrowaway, type ThrowawayGroup } from "../throwaway";

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

/** Whether the process is there. */
export const isThere = (pid: number): boolean => existsSync(`/proc/${pid}`);
