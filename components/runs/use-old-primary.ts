"use client";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import { liveStore } from "@/components/live/store";
import { ancestorsOf } from "@/lib/topology/tree";

/** The primary above `instance` that can still be told something, and how many other replicas follow it directly. */
export const useOldPrimary = (group: string, instance: string): { name: string | null; siblings: number } =>
  useStore(
    liveStore,
    useShallow((state) => {
      const known = state.head.groups[group];
      const top = known === undefined ? null : (ancestorsOf(known, instance).at(-1) ?? null);
      const primary = known?.instances.find(({ id, role }) => id === top && role !== "replica");
      const siblings = known?.instances.filter(
        ({ id, upstream }) => primary !== undefined && upstream === primary.id && id !== instance,
      );
      return { name: primary?.reachable === true ? primary.name : null, siblings: siblings?.length ?? 0 };
    }),
  );
