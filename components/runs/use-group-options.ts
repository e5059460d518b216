"use client";
import { useMemo } from "react";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import { liveStore } from "@/components/live/store";

/** The groups a list can be filtered by, by name. */
export function useGroupOptions(): { value: string; label: string }[] {
  const names = useStore(
    liveStore,
    useShallow((state) =>
      Object.fromEntries(Object.values(state.head.groups).map(({ id, name }) => [id, name])),
    ),
  );
  return useMemo(
    () =>
      Object.entries(names)
        .map(([value, label]) => ({ value, label }))
        .sort((a, b) => a.label.localeCompare(b.label, "en", { numeric: true })),
    [names],
  );
}

/** The name of a group; its id once it is not watched any more. */
export const useGroupName = (group: string): string =>
  useStore(liveStore, (state) => state.head.groups[group]?.name ?? group);

/** The names of groups by their ids, for texts that name several. */
export function useGroupNameOf(): (group: string) => string {
  const options = useGroupOptions();
  return useMemo(() => {
    const names = new Map(options.map(({ value, label }) => [value, label]));
    return (group) => names.get(group) ?? group;
  }, [options]);
}
