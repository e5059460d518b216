"use client";
import { useRef } from "react";
import { ExportMenu } from "@/components/listing/export-menu";
import { FilterChip } from "@/components/listing/filter-chip";
import { ListingPage } from "@/components/listing/listing-page";
import { ListingTable } from "@/components/listing/listing-table";
import { SearchField } from "@/components/listing/search-field";
import { Button } from "@/components/ui/button";
import { dayOf, formatClock } from "@/components/ui/time";
import type { Event } from "@/lib/contract";
import { countWords } from "./count-words";
import { exportPath } from "./export-path";
import { NewEvents } from "./new-events";
import { timelineColumns } from "./timeline-columns";
import { useEventFilter } from "./use-event-filter";
import { useHeld } from "./use-held";
import { useTimeline } from "./use-timeline";

const text = "Changes of roles, links and members, findings, runs and backups stand here as they happen.";

const dayOfEvent = ({ at }: Event): string => dayOf(Date.parse(at), Date.now());

/** Everything that happened, in every group, newest first. */
export function TimelinePage() {
  const { filter, menus, run, period } = useEventFilter();
  const { events, listing, complete, more } = useTimeline(filter);
  const list = useRef<HTMLDivElement>(null);
  const { shown, above, show } = useHeld(events, list);
  const unfiltered = Object.values(filter).every((value) => value === null);
  const reading = listing.state === "reading";
  return (
    <ListingPage
      title="Timeline"
      facts={events.length === 0 ? [] : countWords(events, complete)}
      actions={
        <ExportMenu
          pathOf={(format) => exportPath(filter, format)}
          blocked={events.length === 0 ? "There is nothing to export." : null}
        />
      }
      filters={menus}
      more={
        <>
          <SearchField label="Search events" placeholder="Search: eu-2, resync" />
          {run.id !== null && <FilterChip onClear={run.clear}>Of one run</FilterChip>}
          {(period.from !== null || period.to !== null) && (
            <FilterChip onClear={period.clear}>{periodWords(period.from, period.to)}</FilterChip>
          )}
        </>
      }
      listing={listing}
      empty={
        events.length > 0
          ? null
          : { title: unfiltered ? "Nothing has happened yet" : "No event matches", text }
      }
    >
      <div ref={list}>
        <NewEvents count={above} onShow={show} />
        <ListingTable rows={shown} columns={timelineColumns} sectionOf={dayOfEvent} />
      </div>
      {!complete && (
        <div className="flex justify-center bg-surface py-4">
          <Button onClick={more} blocked={reading ? "Reading older events." : null}>
            {reading ? "Reading…" : "Load older events"}
          </Button>
        </div>
      )}
    </ListingPage>
  );
}

function periodWords(from: Date | null, to: Date | null): string {
  const words = (date: Date): string => formatClock(date.getTime(), Date.now());
  if (from === null) return to === null ? "" : `Before ${words(to)}`;
  return to === null ? `Since ${words(from)}` : `${words(from)} to ${words(to)}`;
}
