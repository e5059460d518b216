"use client";
import { ExportMenu } from "@/components/listing/export-menu";
import { ListingPage } from "@/components/listing/listing-page";
import { ListingTable } from "@/components/listing/listing-table";
import { optionsOf } from "@/components/listing/options";
import { useFilter, useGroupFilter } from "@/components/listing/use-filter";
import { Button } from "@/components/ui/button";
import { exportPath } from "./export-path";
import { timelineColumns } from "./timeline-columns";
import { useTimeline } from "./use-timeline";
import { eventWords } from "./words";

const types = optionsOf(eventWords, (word) => word);

const text = "Changes of roles, links and members, findings, runs and backups stand here as they happen.";

/** Everything that happened, in every group, newest first. */
export function TimelinePage() {
  const group = useGroupFilter();
  const type = useFilter("Type", types);
  const { events, listing, complete, more } = useTimeline({ group: group.value, type: type.value });
  const unfiltered = group.value === null && type.value === null;
  const reading = listing.state === "reading";
  return (
    <ListingPage
      title="Timeline"
      facts={events.length === 0 ? [] : [`${events.length}${complete ? "" : "+"} events`]}
      actions={
        <ExportMenu
          path={(format) => exportPath({ group: group.value, type: type.value }, format)}
          blocked={events.length === 0 ? "There is nothing to export." : null}
        />
      }
      filters={[group, type]}
      listing={listing}
      empty={
        events.length > 0
          ? null
          : { title: unfiltered ? "Nothing has happened yet" : "No event matches", text }
      }
    >
      <ListingTable rows={events} columns={timelineColumns} />
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
