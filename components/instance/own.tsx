"use client";
import { LagPanel } from "@/components/charts/lag-panel";
import { EventRow } from "@/components/events/event-row";
import { useShownEvents } from "@/components/events/use-shown-events";
import { FindingRow } from "@/components/findings/finding-row";
import { useGroup, useInstance } from "@/components/live/store";
import { EmptyState } from "@/components/ui/empty-state";

/** A replica's own lag; for a primary, that of all who follow it. */
export function OwnCharts({ groupId, instanceId }: { groupId: string; instanceId: string }) {
  const role = useInstance(groupId, instanceId, (instance) => instance?.role ?? null);
  return (
    <div className="bg-surface">
      {role === "primary" ? <LagPanel groupId={groupId} /> : <LagPanel groupId={groupId} only={instanceId} />}
    </div>
  );
}

/** What is wrong with this instance now. */
export function OwnFindings({ groupId, instanceId }: { groupId: string; instanceId: string }) {
  const findings = useGroup(
    groupId,
    (group) => group?.findings.filter(({ instance }) => instance === instanceId) ?? [],
  );
  if (findings.length === 0) return null;
  return (
    <section aria-label="Findings" className="bg-surface">
      <ul>
        {findings.map((finding) => (
          <FindingRow key={finding.id} finding={finding} />
        ))}
      </ul>
    </section>
  );
}

/** What happened to this instance, newest first. */
export function OwnEvents({ groupId, instanceId }: { groupId: string; instanceId: string }) {
  const events = useShownEvents(groupId).filter(({ instance }) => instance === instanceId);
  if (events.length === 0)
    return (
      <EmptyState title="Nothing has happened here yet">
        Changes of role, link and state stand here.
      </EmptyState>
    );
  return (
    <ol className="bg-surface py-1">
      {events.map((event) => (
        <EventRow key={event.id} event={event} />
      ))}
    </ol>
  );
}
