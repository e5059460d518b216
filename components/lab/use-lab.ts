"use client";
import { useEffect, useRef } from "react";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import { useAnswer } from "@/components/access/use-answer";
import type { Listing } from "@/components/listing/use-listing";
import { offReason } from "@/components/live/blocked";
import { liveStore, useFreshnessState, useGroupWithheld } from "@/components/live/store";
import { useWithheld } from "@/components/live/who";
import type { Experiment, Lab, LabPlace } from "@/lib/contract";

/** Where experiments may run, and which one does. Read again when one begins or ends, and after every lost connection. */
export function useLab(): { lab: Lab | null; listing: Listing; readAgain: () => void } {
  const { answer, listing, readAgain } = useAnswer<Lab>("/api/lab");
  const running = useRunning()
    .map(({ id }) => id)
    .join(" ");
  const fresh = useFreshnessState() !== "stale";
  const groups = useStore(
    liveStore,
    useShallow((s) => Object.keys(s.head.groups)),
  ).join(" ");
  const read = useRef({ running, fresh, groups });
  useEffect(() => {
    const before = read.current;
    if (before.running === running && before.fresh === fresh && before.groups === groups) return;
    read.current = { running, fresh, groups };
    if (fresh) readAgain();
  }, [running, fresh, groups, readAgain]);
  return { lab: answer, listing, readAgain };
}

/** The experiments that go on; there is one at most that this page is told of. */
export const useRunning = (): Experiment[] =>
  useStore(
    liveStore,
    useShallow((s) => Object.values(s.experiments).filter(({ state }) => state === "running")),
  );

/** Why the person at the page may not experiment in this place, whatever else stands in the way; null: they may. */
export function usePlaceWithheld(where: LabPlace): string | null {
  const here = useWithheld("operator", null);
  const there = useGroupWithheld(where.place === "group" ? where.group : "");
  return where.place === "group" ? there : here;
}

/** Why no experiment can be started now, wherever; null: one can. */
export const useStartOff = (): string | null =>
  useStore(liveStore, ({ freshness, health }) => offReason(freshness.state, health));

/** Why nothing can be asked of the lab now, not even to stop: Tidemark is not heard. Null: it can. */
export const useUnheard = (): string | null =>
  useStore(liveStore, ({ freshness }) =>
    freshness.state === "live" ? null : offReason(freshness.state, null),
  );
