"use client";
import { useGroup } from "@/components/live/store";
import { Button } from "@/components/ui/button";
import type { FoldingState } from "./folding";
import { stacksOf } from "./stacks";
import { useLagThresholds } from "./use-facts";

/** Unfolds every stack of healthy replicas, or stacks them again. Nothing where there are no stacks. */
export function StackSwitch({ groupId, folding }: { groupId: string; folding: FoldingState }) {
  const lag = useLagThresholds();
  const upstreams = useGroup(groupId, (group) => (group === null ? [] : [...stacksOf(group, lag).keys()]));
  if (upstreams.length === 0) return null;
  const allOpen = upstreams.every((upstream) => folding.expanded.has(upstream));
  return (
    <Button size="row" onClick={() => (allOpen ? folding.closeStacks() : folding.openAll(upstreams))}>
      {allOpen ? "Stack the healthy" : "Expand all"}
    </Button>
  );
}
