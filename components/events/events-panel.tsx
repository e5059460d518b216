"use client";
import Link from "next/link";
import { usePast } from "@/components/live/past";
import { useReady } from "@/components/live/store";
import { PanelHead } from "@/components/ui/panel-head";
import { EventRow } from "./event-row";
import { useShownEvents } from "./use-shown-events";

/** What happened in a group, newest first, and the way to the whole of it. */
export function EventsPanel({ groupId, limit = 12 }: { groupId: string; limit?: number }) {
  const events = useShownEvents(groupId).slice(0, limit);
  const ready = useReady();
  const past = usePast(groupId) !== null;
  return (
    <section aria-label="Events" className="flex flex-col bg-surface">
      <PanelHead title="Events" note="newest first">
        <Link
          href={`/timeline?group=${encodeURIComponent(groupId)}`}
          className="text-12 text-fg-2 hover:text-fg hover:underline"
        >
          Timeline
        </Link>
      </PanelHead>
      {events.length === 0 ? (
        <p className="gutter py-4 text-12 text-fg-2">
          {past
            ? "Nothing is known to have happened up to the end of this time."
            : ready
              ? "Nothing has happened since Tidemark began to watch: changes of roles, links and members stand here."
              : "Reading…"}
        </p>
      ) : (
        <ol className="pt-1 pb-[3px]">
          {events.map((event) => (
            <EventRow key={event.id} event={event} />
          ))}
        </ol>
      )}
    </section>
  );
}
