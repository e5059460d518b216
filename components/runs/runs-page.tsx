"use client";
import { ListingPage } from "@/components/listing/listing-page";
import { ListingTable } from "@/components/listing/listing-table";
import { optionsOf } from "@/components/listing/options";
import { useFilter, useGroupFilter } from "@/components/listing/use-filter";
import { useListing } from "@/components/listing/use-listing";
import { putRun, useRuns } from "@/components/live/store";
import type { Run } from "@/lib/contract";
import { runsColumns } from "./runs-columns";
import { actionWords, runWords } from "./wording";

const put = ({ runs }: { runs: Run[] }): void => runs.forEach(putRun);

const actions = optionsOf(actionWords, ({ noun }) => noun);
const states = optionsOf(runWords, ({ word }) => word);

const none = {
  title: "No runs yet",
  text: "Promote, re-point, detach, attach and back up leave their runs here, step by step.",
};
const noMatch = { title: "No run matches", text: "Choose other filters above." };

/** Every run there was, newest first. */
export function RunsPage() {
  const group = useGroupFilter();
  const action = useFilter("Action", actions);
  const state = useFilter("State", states);
  const listing = useListing("/api/runs?limit=1000", put);
  const runs = useRuns();
  const shown = runs.filter(
    (run) => group.passes(run.group) && action.passes(run.action) && state.passes(run.state),
  );
  return (
    <ListingPage
      title="Runs"
      facts={listing.state === "read" ? [`${shown.length} of ${runs.length}`] : []}
      filters={[group, action, state]}
      listing={listing}
      empty={shown.length > 0 ? null : runs.length === 0 ? none : noMatch}
    >
      <ListingTable rows={shown} columns={runsColumns} />
    </ListingPage>
  );
}
