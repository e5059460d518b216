"use client";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { z } from "zod";
import { putRun, useRuns } from "@/components/live/store";
import { PageBar } from "@/components/shell/page-bar";
import { Action, Run, RunState } from "@/lib/contract";
import { FilterMenu } from "./filter-menu";
import { ListingState } from "./listing-state";
import { RunsTable } from "./runs-table";
import { useGroupOptions } from "./use-group-options";
import { useListing } from "./use-listing";
import { actionWords, runWords } from "./wording";

const Answer = z.object({ runs: z.array(Run) });
const put = ({ runs }: z.infer<typeof Answer>): void => runs.forEach(putRun);

const actions = Action.options.map((value) => ({ value, label: actionWords[value].noun }));
const states = RunState.options.map((value) => ({ value, label: runWords[value].word }));

/** Every run there was, newest first. */
export function RunsPage() {
  const [filter, setFilter] = useQueryStates({
    group: parseAsString,
    action: parseAsStringLiteral(Action.options),
    state: parseAsStringLiteral(RunState.options),
  });
  const listing = useListing("/api/runs?limit=1000", Answer, put);
  const groups = useGroupOptions();
  const runs = useRuns();
  const shown = runs.filter(
    (run) =>
      (filter.group === null || run.group === filter.group) &&
      (filter.action === null || run.action === filter.action) &&
      (filter.state === null || run.state === filter.state),
  );
  return (
    <>
      <PageBar title="Runs" facts={listing.state === "read" ? [`${shown.length} of ${runs.length}`] : []} />
      <div className="gutter flex min-h-12 flex-wrap items-center gap-2 border-b py-2">
        <FilterMenu
          name="Group"
          anyWord="All groups"
          value={filter.group}
          options={groups}
          onChange={(group) => void setFilter({ group })}
        />
        <FilterMenu
          name="Action"
          anyWord="Any action"
          value={filter.action}
          options={actions}
          onChange={(action) => void setFilter({ action })}
        />
        <FilterMenu
          name="State"
          anyWord="Any state"
          value={filter.state}
          options={states}
          onChange={(state) => void setFilter({ state })}
        />
      </div>
      {shown.length > 0 ? (
        <RunsTable runs={shown} />
      ) : (
        <ListingState listing={listing} title={runs.length === 0 ? "No runs yet" : "No run matches"}>
          {runs.length === 0
            ? "Promote, re-point, detach, attach and back up leave their runs here, step by step."
            : "Choose other filters above."}
        </ListingState>
      )}
    </>
  );
}
