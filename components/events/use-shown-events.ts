"use client";
import { useMemo } from "react";
import { useEvents } from "@/components/live/store";
import { useHistoryEvents } from "@/components/live/use-history";
import { useTime } from "@/components/time/use-time";
import type { Event } from "@/lib/contract";

/** Events of a group up to the end of the time that the page shows, newest first. */
export function useShownEvents(groupId: string): readonly Event[] {
  const { shown } = useTime();
  const present = useEvents(groupId);
  const past = useHistoryEvents();
  const untilMs = shown.is === "past" ? shown.period.toMs : null;
  return useMemo(() => {
    if (untilMs === null) return present;
    const ids = new Set(past.map(({ id }) => id));
    return [...past, ...present.filter(({ id }) => !ids.has(id))]
      .filter(({ at }) => Date.parse(at) <= untilMs)
      .sort((a, b) => b.at.localeCompare(a.at));
  }, [present, past, untilMs]);
}
