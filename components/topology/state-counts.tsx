"use client";
import { useMemo } from "react";
import { useGroup } from "@/components/live/store";
import { StateShape } from "@/components/ui/state-shape";
import { countsSelector } from "./counts";
import { useLagThresholds } from "./use-facts";

/** Instances by state beside the table's filter. */
export function StateCounts({ groupId }: { groupId: string }) {
  const lag = useLagThresholds();
  const counts = useGroup(
    groupId,
    useMemo(() => countsSelector(lag), [lag]),
  );
  return (
    <ul aria-label="Instances by state" className="flex flex-wrap gap-x-4 text-12 text-fg-2">
      {counts.map(({ state, words }) => (
        <li key={state} className="flex items-center gap-1.5 whitespace-nowrap">
          <StateShape state={state} />
          {words}
        </li>
      ))}
    </ul>
  );
}
