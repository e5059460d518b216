"use client";
import clsx from "clsx";
import { Fragment, type ReactNode } from "react";
import { ColumnHead } from "./column-head";
import type { SortBy } from "./sort";
import { useSorted } from "./use-sorted";

/** One column of a list, head and cells. */
export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => ReactNode;
  /** `wide`: holds sentences and takes the room that is left. `heard`: its head is not seen, the cells speak for themselves. */
  readonly kind?: "figure" | "wide" | "heard";
  /** Narrower pages leave it out. */
  readonly from?: "sm" | "md" | "lg" | "2xl";
  /** It can be sorted by. The first such column gives the order at first. */
  readonly sort?: SortBy<Row>;
  /** Of the cells alone. */
  readonly className?: string;
}

const from = { sm: "max-sm:hidden", md: "max-md:hidden", lg: "max-lg:hidden", "2xl": "max-2xl:hidden" };
const kinds = { figure: "text-right", wide: "w-full whitespace-normal", heard: "" };

/** Of head and cells; the page's gutter at both ends. */
const placeOf = <Row,>(column: Column<Row>): string =>
  clsx(
    "px-2 first:pl-5 last:pr-5 max-sm:first:pl-4 max-sm:last:pr-4",
    column.kind !== undefined && kinds[column.kind],
    column.from !== undefined && from[column.from],
  );

export const belowId = (row: string): string => `below-${row}`;

/** The rows of a list, in the order the URL names. */
export function ListingTable<Row extends { readonly id: string }>({
  rows,
  columns,
  below = () => null,
  sectionOf,
}: {
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  /** What a row says below its line, over all columns but the first; null: nothing. Its id is `belowId`. */
  below?: (row: Row) => ReactNode;
  /** What neighbouring rows have in common, such as their day: it stands above the first of them. */
  sectionOf?: (row: Row) => string;
}) {
  const sorted = useSorted(rows, columns);
  const wordy = columns.some(({ kind }) => kind === "wide");
  return (
    <div className="relative overflow-x-auto bg-surface">
      <table className="w-full border-collapse whitespace-nowrap text-left">
        <thead>
          <tr className="h-8 border-b text-12 text-fg-3">
            {columns.map((column) => (
              <ColumnHead key={column.head} {...column} sorted={sorted} className={placeOf(column)} />
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.rows.map((row, i) => {
            const rest = below(row);
            const section = sectionOf?.(row);
            const before = sorted.rows[i - 1];
            const begins = section !== undefined && (before === undefined || sectionOf?.(before) !== section);
            return (
              <Fragment key={row.id}>
                {begins && (
                  <tr className="border-b bg-bg">
                    <th
                      scope="rowgroup"
                      colSpan={columns.length}
                      className="px-5 py-1.5 font-medium text-12 text-fg-2 max-sm:px-4"
                    >
                      {section}
                    </th>
                  </tr>
                )}
                <tr
                  className={clsx(wordy ? "align-top hover:bg-inset" : "h-10", rest === null && "border-b")}
                >
                  {columns.map((column) => (
                    <td
                      key={column.head}
                      className={clsx(placeOf(column), wordy && "py-2", column.className)}
                    >
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
                {rest !== null && (
                  <tr className="border-b" id={belowId(row.id)}>
                    <td />
                    <td colSpan={columns.length - 1} className="whitespace-normal px-2 pb-3 text-12">
                      {rest}
                    </td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
