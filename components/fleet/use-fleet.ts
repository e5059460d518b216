"use client";
import { useMemo } from "react";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import { liveStore, thresholdsOf, useGroup } from "@/components/live/store";
import { countedAs, matches, parseFilter, type StateName } from "./filter";
import { type FleetRow, fleetRow } from "./row";
import { type Sort, sortRows } from "./sort";

/** Ids of the groups that pass, in order: it changes when the order does, and not with every figure. */
export function useOrderedIds(filterText: string, sort: Sort): string[] {
  const filter = useMemo(() => parseFilter(filterText), [filterText]);
  return useStore(
    liveStore,
    useShallow((state) => {
      const lag = thresholdsOf(state.health);
      const rows = Object.values(state.view.groups)
        .map((group) => ({ group, row: fleetRow(group, lag) }))
        .filter(({ group, row }) => matches(filter, group, row));
      return sortRows(
        rows.map(({ row }) => row),
        sort,
      ).map(({ id }) => id);
    }),
  );
}

/** One group's row; null once it is gone. */
export const useFleetRow = (id: string): FleetRow | null =>
  useGroup(id, (group) =>
    group === null ? null : fleetRow(group, thresholdsOf(liveStore.getState().health)),
  );

/** How many groups are in each state. */
export const useStateCounts = (): Record<StateName, number> =>
  useStore(
    liveStore,
    useShallow((state) => {
      const lag = thresholdsOf(state.health);
      const counts: Record<StateName, number> = {
        unreachable: 0,
        down: 0,
        critical: 0,
        lagging: 0,
        warning: 0,
        syncing: 0,
        unknown: 0,
        online: 0,
      };
      for (const group of Object.values(state.view.groups)) {
        const name = countedAs.get(fleetRow(group, lag).state);
        if (name !== undefined) counts[name] += 1;
      }
      return counts;
    }),
  );

/** Totals of the page bar. Writes are null while no primary tells its own. */
export const useTotals = (): { groups: number; instances: number; writes: number | null } =>
  useStore(
    liveStore,
    useShallow((state) => {
      const groups = Object.values(state.view.groups);
      const rates = groups
        .map((group) => fleetRow(group, thresholdsOf(state.health)).writeBytesPerSecond)
        .filter((rate) => rate !== null);
      return {
        groups: groups.length,
        instances: groups.reduce((sum, group) => sum + group.instances.length, 0),
        writes: rates.length === 0 ? null : rates.reduce((sum, rate) => sum + rate, 0),
      };
    }),
  );
