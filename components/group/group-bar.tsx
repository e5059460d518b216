"use client";
import { useMemo } from "react";
import { GroupMenu } from "@/components/fleet/group-menu";
import { useGroup } from "@/components/live/store";
import { BackUpButton, PromoteButton } from "@/components/runs/group-actions";
import { PageBar } from "@/components/shell/page-bar";
import { countsSelector } from "@/components/topology/counts";
import { useLagThresholds } from "@/components/topology/use-facts";
import { StatePill } from "@/components/ui/state-pill";
import { groupFacts } from "./group-facts";

/** Name, states and facts of the group; time and the two buttons that open plans. */
export function GroupBar({
  groupId,
  name,
  parents,
}: {
  groupId: string;
  name: string;
  parents: readonly { href: string; label: string }[];
}) {
  const facts = useGroup(groupId, groupFacts);
  return (
    <PageBar
      parents={parents}
      title={name}
      pills={<GroupPills groupId={groupId} />}
      facts={facts}
      time="range"
      actions={
        <>
          <span className="hidden items-center gap-2 sm:flex">
            <BackUpButton groupId={groupId} />
            <PromoteButton groupId={groupId} />
          </span>
          <GroupMenu groupId={groupId} name={name} />
        </>
      }
    />
  );
}

/** What is wrong, counted; one green pill when nothing is. */
function GroupPills({ groupId }: { groupId: string }) {
  const lag = useLagThresholds();
  const counts = useGroup(
    groupId,
    useMemo(() => countsSelector(lag), [lag]),
  );
  const problems = counts.filter(({ state }) => state !== "online");
  if (counts.length === 0) return null;
  return (
    <span className="flex flex-wrap gap-2">
      {problems.length === 0 && <StatePill state="online">All online</StatePill>}
      {problems.map(({ state, words }) => (
        <StatePill key={state} state={state}>
          {words}
        </StatePill>
      ))}
    </span>
  );
}
