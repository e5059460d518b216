"use client";
import clsx from "clsx";
import { LagPanel } from "@/components/charts/lag-panel";
import { EventsPanel } from "@/components/events/events-panel";
import { FindingsPanel } from "@/components/findings/findings-panel";
import { usePast } from "@/components/live/past";
import { useGroup } from "@/components/live/store";
import { BackUpButton, PromoteButton } from "@/components/runs/group-actions";
import { PastUnknown } from "@/components/time/past-unknown";
import { isLarge } from "@/components/topology/stacks";
import { TopologyPanel } from "@/components/topology/topology-panel";
import { useView } from "@/components/topology/use-view";
import { GroupStrip } from "./group-strip";

/**
 * Topology and findings left, charts and events right; the table takes the whole width above them.
 * Below 1200 px the panes stand below each other, below 640 px the actions are docked at the bottom.
 */
export function GroupPanes({ groupId, name }: { groupId: string; name: string }) {
  const [view, setView] = useView(groupId);
  const large = useGroup(groupId, isLarge);
  const past = usePast(groupId);
  const known = useGroup(groupId, (group) => group !== null);
  const topology =
    past === null || known ? (
      <TopologyPanel groupId={groupId} groupName={name} large={large} view={view} onView={setView} />
    ) : (
      <PastUnknown past={past} what="Topology" />
    );
  return (
    <div
      aria-busy={past?.is === "reading"}
      className={clsx("flex flex-1 flex-col", past?.is === "reading" && "opacity-50")}
    >
      {view === "table" && topology}
      <div className="grid flex-1 grid-cols-[minmax(0,1fr)] min-[1200px]:grid-cols-[minmax(0,888fr)_minmax(0,551fr)]">
        <div className="flex min-w-0 flex-col bg-surface">
          {view !== "table" && topology}
          {known && <FindingsPanel groupId={groupId} />}
        </div>
        <div
          className={clsx(
            "flex min-w-0 flex-col bg-surface",
            "border-t min-[1200px]:border-t-0 min-[1200px]:border-l",
          )}
        >
          <LagPanel groupId={groupId} />
          <EventsPanel groupId={groupId} />
        </div>
      </div>
      <GroupStrip groupId={groupId} />
      <div className="sticky bottom-0 z-20 grid grid-cols-2 gap-2 border-t bg-surface px-4 py-2.5 sm:hidden">
        <BackUpButton groupId={groupId} size="docked" />
        <PromoteButton groupId={groupId} size="docked" />
      </div>
    </div>
  );
}
