"use client";
import { useMemo } from "react";
import { useStore } from "zustand";
import { useListing } from "@/components/listing/use-listing";
import { offReason } from "@/components/live/blocked";
import { liveStore, putRun, useFreshnessState, useGroupWithheld, useHealth } from "@/components/live/store";
import type { Run } from "@/lib/contract";

const put = ({ runs }: { runs: Run[] }): void => {
  for (const run of runs) putRun(run);
};

/** Reads the newest drills into the page's store; the socket keeps them up to date. */
export function useReadDrills(): void {
  useListing("/api/runs?action=drill&limit=200", put);
}

/** The drills that are known, newest first; of one backup where an id is given. */
export function useDrills(backup: string | null = null): Run[] {
  const runs = useStore(liveStore, (s) => s.runs);
  return useMemo(
    () =>
      Object.values(runs)
        .filter((run) => run.action === "drill" && (backup === null || run.backup === backup))
        .sort((a, b) => b.startedAt.localeCompare(a.startedAt)),
    [runs, backup],
  );
}

/** The drill of a backup that goes on; null: none does. */
export const useRunningDrill = (backup: string): Run | null =>
  useDrills(backup).find(({ state }) => state === "running") ?? null;

/** Why no drill of a backup of this group can be started now, for a person; null: it can. It waits for no run of the group. */
export function useDrillBlocked(group: string): string | null {
  const withheld = useGroupWithheld(group);
  const freshness = useFreshnessState();
  const health = useHealth();
  const busy = useDrills().some(({ state }) => state === "running");
  return (
    withheld ??
    offReason(freshness, health) ??
    (busy ? "A drill is in progress. One is made at a time." : null)
  );
}
