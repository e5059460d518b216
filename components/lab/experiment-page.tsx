"use client";
import Link from "next/link";
import { ListingState } from "@/components/listing/listing-state";
import { PageBar } from "@/components/shell/page-bar";
import { EmptyState } from "@/components/ui/empty-state";
import { ExperimentView } from "./experiment-view";
import { useExperiment } from "./use-experiments";

const parents = [{ href: "/lab", label: "Lab" }];

/** One experiment: live while it goes on, and there after a reload. */
export function ExperimentPage({ id }: { id: string }) {
  const { experiment, listing } = useExperiment(id);
  if (experiment !== null) return <ExperimentView experiment={experiment} />;
  const missing = listing.state === "failed" && listing.problem.status === 404;
  return (
    <>
      <PageBar parents={parents} title={missing ? "No such experiment" : "Experiment"} />
      {missing ? (
        <EmptyState
          title="No such experiment"
          action={
            <Link href="/lab" className="font-medium text-accent hover:underline">
              All experiments
            </Link>
          }
        >
          Tidemark keeps no experiment with the id {id}. It may have been deleted, or be of a group that you
          do not see.
        </EmptyState>
      ) : (
        <ListingState listing={listing} title="Reading the experiment">
          It appears as soon as it has been read.
        </ListingState>
      )}
    </>
  );
}
