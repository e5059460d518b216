"use client";
import { useMemo } from "react";
import { ExportMenu } from "@/components/listing/export-menu";
import { ListingPage } from "@/components/listing/listing-page";
import { ListingTable } from "@/components/listing/listing-table";
import { optionsOf } from "@/components/listing/options";
import { useFilter, useGroupFilter, useOpenFilter } from "@/components/listing/use-filter";
import { useListing } from "@/components/listing/use-listing";
import { putRun, useRuns } from "@/components/live/store";
import type { Run } from "@/lib/contract";
import { runsColumns } from "./runs-columns";
import { type RunFilter, runsPath } from "./runs-path";
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
  const runs = useRuns();
  const group = useGroupFilter();
  const action = useFilter("Action", actions);
  const state = useFilter("State", states);
  const actor = useOpenFilter("Actor", "By anyone", useActors(runs));
  const listing = useListing("/api/runs?limit=1000", put);
  const filter: RunFilter = {
    group: group.value,
    action: action.value,
    state: state.value,
    actor: actor.value,
  };
  const shown = runs.filter(
    (run) =>
      group.passes(run.group) &&
      action.passes(run.action) &&
      state.passes(run.state) &&
      actor.passes(run.actor),
  );
  return (
    <ListingPage
      title="Runs"
      facts={listing.state === "read" ? [`${shown.length} of ${runs.length}`] : []}
      actions={
        <ExportMenu
          pathOf={(format) => runsPath(filter, format)}
          blocked={shown.length === 0 ? "There is nothing to export." : null}
        />
      }
      filters={[group, action, state, actor]}
      listing={listing}
      empty={shown.length > 0 ? null : runs.length === 0 ? none : noMatch}
    >
      <ListingTable rows={shown} columns={runsColumns} />
    </ListingPage>
  );
}

/** Whoever has started one of these. */
function useActors(runs: readonly Run[]): { value: string; label: string }[] {
  return useMemo(
    () => [...new Set(runs.map(({ actor }) => actor))].sort().map((value) => ({ value, label: value })),
    [runs],
  );
}
