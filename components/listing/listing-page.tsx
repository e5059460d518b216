import type { ComponentProps, ReactNode } from "react";
import { ProblemNote } from "@/components/runs/problem-note";
import { PageBar } from "@/components/shell/page-bar";
import { FilterMenu } from "./filter-menu";
import { ListingState } from "./listing-state";
import type { Filter } from "./use-filter";
import type { Listing } from "./use-listing";

interface ListingPageProps extends ComponentProps<typeof PageBar> {
  /** Between the page's bar and the list: what is under way. */
  above?: ReactNode;
  /** Beside all that: figures that the list stands for. On a narrow page it comes first. */
  aside?: ReactNode;
  /** The list's own heading, where the page has more than the list. */
  heading?: string;
  filters: readonly Filter<string>[];
  /** Right of the filters: a search, what a link has brought along. */
  more?: ReactNode;
  /** Right of the filters: how many are shown. */
  count?: string | null;
  listing: Listing;
  /** Why there are no rows; null: there are. */
  empty: { readonly title: string; readonly text: string } | null;
  /** The rows, and the way to more of them. */
  children: ReactNode;
}

/** A page that is one list: its bar, its filters, and its rows or what stands in their place. */
export function ListingPage(props: ListingPageProps) {
  const { above, aside, heading, filters, more, count = null, listing, empty, children, ...bar } = props;
  return (
    <>
      <PageBar {...bar} />
      <Beside aside={aside}>
        {above}
        <div className="gutter flex min-h-12 flex-wrap items-center gap-2 border-b py-2">
          {heading !== undefined && <h2 className="mr-2 font-semibold">{heading}</h2>}
          {filters.map((filter) => (
            <FilterMenu key={filter.name} filter={filter} />
          ))}
          {more}
          {count !== null && <span className="ml-auto text-fg-3">{count}</span>}
        </div>
        {empty === null ? (
          <>
            {listing.state === "failed" && <ProblemNote problem={listing.problem} />}
            {children}
          </>
        ) : (
          <ListingState listing={listing} title={empty.title}>
            {empty.text}
          </ListingState>
        )}
      </Beside>
    </>
  );
}

function Beside({ aside, children }: { aside: ReactNode; children: ReactNode }) {
  if (aside === undefined) return children;
  return (
    <div className="grid flex-1 grid-cols-[minmax(0,1fr)] content-start xl:grid-cols-[minmax(0,1fr)_336px] xl:content-stretch">
      <aside className="border-b bg-surface xl:col-start-2 xl:border-b-0 xl:border-l">{aside}</aside>
      <div className="min-w-0 xl:col-start-1 xl:row-start-1">{children}</div>
    </div>
  );
}
