"use client";
import { useEffect, useState } from "react";
import { api } from "@/components/live/api";
import { useBackups, useHealth } from "@/components/live/store";
import type { Schedule, ScheduleList } from "@/lib/contract";

/** What is done by itself; null: it is not known yet. Empty where nothing is. Read anew with every backup that ends. */
export function useSchedules(): readonly Schedule[] | null {
  const scheduled = useHealth()?.backups.scheduled ?? null;
  const ended = useBackups().filter(({ state }) => state !== "running").length;
  const [schedules, setSchedules] = useState<readonly Schedule[] | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each backup that ends the next run is another one.
  useEffect(() => {
    if (scheduled !== true) return;
    const controller = new AbortController();
    api
      .get<ScheduleList>("/api/schedules", { signal: controller.signal })
      .then((answer) => setSchedules(answer.schedules))
      .catch(() => {});
    return () => controller.abort();
  }, [scheduled, ended]);
  return scheduled === false ? [] : schedules;
}
