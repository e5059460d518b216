"use client";
import { Download } from "lucide-react";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { FilterMenu } from "@/components/runs/filter-menu";
import { ProblemNote } from "@/components/runs/problem-note";
import { useGroupOptions } from "@/components/runs/use-group-options";
import { PageBar } from "@/components/shell/page-bar";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { type Event, EventType } from "@/lib/contract";
import { eventsCsv } from "./csv";
import { TimelineTable } from "./timeline-table";
import { useTimeline } from "./use-timeline";
import { eventWords } from "./words";

const types = EventType.options.map((value) => ({ value, label: eventWords[value] }));

/** Everything that happened, in every group, newest first. */
export function TimelinePage() {
  const [filter, setFilter] = useQueryStates({
    group: parseAsString,
    type: parseAsStringLiteral(EventType.options),
  });
  const groups = useGroupOptions();
  const timeline = useTimeline(filter);
  const { events, state, problem, complete, more } = timeline;
  return (
    <>
      <PageBar
        title="Timeline"
        facts={events.length === 0 ? [] : [`${events.length}${complete ? "" : "+"} events`]}
        actions={
          <Button
            onClick={() => save(events)}
            blocked={events.length === 0 ? "There is nothing to export." : null}
          >
            <Download size={14} strokeWidth={1.5} aria-hidden="true" />
            Export CSV
          </Button>
        }
      />
      <div className="gutter flex min-h-12 flex-wrap items-center gap-2 border-b py-2">
        <FilterMenu
          name="Group"
          anyWord="All groups"
          value={filter.group}
          options={groups}
          onChange={(group) => void setFilter({ group })}
        />
        <FilterMenu
          name="Type"
          anyWord="Any type"
          value={filter.type}
          options={types}
          onChange={(type) => void setFilter({ type })}
        />
      </div>
      {problem !== null && <ProblemNote problem={problem} />}
      {events.length > 0 && <TimelineTable events={events} />}
      {events.length === 0 && state === "reading" && (
        <p className="gutter py-10 text-center text-fg-3">Reading…</p>
      )}
      {events.length === 0 && state === "read" && (
        <EmptyState
          title={
            filter.group === null && filter.type === null ? "Nothing has happened yet" : "No event matches"
          }
        >
          Changes of roles, links and members, findings, runs and backups stand here as they happen.
        </EmptyState>
      )}
      {events.length > 0 && !complete && (
        <div className="flex justify-center bg-surface py-4">
          <Button onClick={more} blocked={state === "reading" ? "Reading older events." : null}>
            {state === "reading" ? "Reading…" : "Load older events"}
          </Button>
        </div>
      )}
    </>
  );
}

/** Hands what is shown to the browser as a file. */
function save(events: readonly Event[]): void {
  const url = URL.createObjectURL(new Blob([eventsCsv(events)], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `tidemark-events-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
