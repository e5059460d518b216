import type { ReactNode } from "react";
import { ProblemNote } from "@/components/runs/problem-note";
import { EmptyState } from "@/components/ui/empty-state";
import type { Listing } from "./use-listing";

/** What stands in place of a list's rows while there are none. */
export function ListingState({
  listing,
  title,
  children,
}: {
  listing: Listing;
  title: string;
  children: ReactNode;
}) {
  if (listing.state === "reading") return <p className="gutter py-10 text-center text-fg-3">Reading…</p>;
  if (listing.state === "failed") return <ProblemNote problem={listing.problem} />;
  return <EmptyState title={title}>{children}</EmptyState>;
}
