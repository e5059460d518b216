"use client";
import { useState } from "react";
import { ListingPage } from "@/components/listing/listing-page";
import { ListingTable } from "@/components/listing/listing-table";
import { ProblemNote } from "@/components/runs/problem-note";
import { CompareControl } from "./compare-control";
import { ExperimentForm } from "./experiment-form";
import { experimentColumns } from "./experiments-columns";
import { PlacesPanel } from "./places-panel";
import { RunningExperiment } from "./running-experiment";
import { useExperiments } from "./use-experiments";
import { useLab } from "./use-lab";
import { useShownExperiments } from "./use-shown-experiments";

const none = {
  title: "No experiments yet",
  text: "What is measured stays here, to be looked at, compared and exported. Start with consistency on throw-away servers: it takes half a minute.",
};
const noMatch = { title: "No experiment matches", text: "Choose other filters above." };

/** What may be measured and where, what is being measured, and what was. */
export function LabPage() {
  const { experiments, listing } = useExperiments();
  const { shown, filters } = useShownExperiments(experiments);
  const { lab, listing: places, readAgain } = useLab();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const choose = (id: string, on: boolean): void =>
    setChosen((before) => new Set([...before].filter((one) => one !== id).concat(on ? [id] : [])));
  return (
    <ListingPage
      title="Lab"
      facts={experiments.length === 0 ? [] : [`${experiments.length} measured`]}
      above={
        <>
          {experiments.map(
            (one) => one.state === "running" && <RunningExperiment key={one.id} experiment={one} />,
          )}
          <ExperimentForm lab={lab} />
        </>
      }
      aside={
        lab !== null ? (
          <PlacesPanel lab={lab} onChanged={readAgain} />
        ) : places.state === "failed" ? (
          <ProblemNote problem={places.problem} />
        ) : (
          <p className="gutter py-4 text-fg-3">Reading where experiments may run…</p>
        )
      }
      heading="Experiments"
      filters={filters}
      more={<CompareControl experiments={experiments.filter(({ id }) => chosen.has(id))} />}
      count={experiments.length > 0 ? `${shown.length} of ${experiments.length}` : null}
      listing={listing}
      empty={shown.length > 0 ? null : experiments.length === 0 ? none : noMatch}
    >
      <ListingTable rows={shown} columns={experimentColumns(chosen, choose)} />
    </ListingPage>
  );
}
