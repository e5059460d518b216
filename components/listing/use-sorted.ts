"use client";
import { useQueryState } from "nuqs";
import { clicked, type Sort, type SortBy, sortOf, sortRows } from "./sort";

export interface Sorted<Row> {
  readonly rows: readonly Row[];
  readonly sort: Sort | null;
  readonly click: (name: string) => void;
}

/** Rows in the order that the URL names; as they came where no column sorts. */
export function useSorted<Row>(
  rows: readonly Row[],
  columns: readonly { readonly sort?: SortBy<Row> }[],
): Sorted<Row> {
  const [text, setText] = useQueryState("sort");
  const orders = columns.flatMap((column) => column.sort ?? []);
  const sort = sortOf(text, orders);
  const by = orders.find(({ name }) => name === sort?.name);
  return {
    rows: sort === null || by === undefined ? rows : sortRows(rows, by.of, sort.descending),
    sort,
    click: (name) => void setText(clicked(sort, name, orders)),
  };
}
