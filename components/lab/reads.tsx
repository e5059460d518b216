"use client";
import { ListingState } from "@/components/listing/listing-state";
import { useExperiment } from "./use-experiments";

/** Reads one experiment into the page, and says while it is not there, or why. */
export function Reads({ id }: { id: string }) {
  const { experiment, listing } = useExperiment(id);
  if (experiment !== null) return null;
  return (
    <ListingState listing={listing} title={`Reading experiment ${id}`}>
      It appears as soon as it has been read.
    </ListingState>
  );
}
