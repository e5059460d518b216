/** How a column's rows are told apart; null, the unknown, stands last in either direction. */
export interface SortBy<Row> {
  /** The column's word in the URL. */
  readonly name: string;
  readonly of: (row: Row) => number | string | null;
  /** Its first click gives the smallest first, as names want it. */
  readonly rising?: true;
}

/** A column that sorts, without its rows. */
export type Order = Pick<SortBy<never>, "name" | "rising">;

export interface Sort {
  readonly name: string;
  readonly descending: boolean;
}

/** What a list is sorted by before anything is chosen, and a column at its first click: newest, biggest, slowest first; A before B. */
const startOf = ({ name, rising }: Order): Sort => ({ name, descending: rising !== true });

/** Where the order stands in the URL: `took`, or `-took` with the largest first. */
const formatSort = ({ name, descending }: Sort): string => `${descending ? "-" : ""}${name}`;

/** The order that `text` asks for, or else the first column's own; null where no column sorts. */
export function sortOf(text: string | null, orders: readonly Order[]): Sort | null {
  const [first] = orders;
  if (first === undefined) return null;
  const asked = orders.flatMap(({ name }): Sort[] => [
    { name, descending: true },
    { name, descending: false },
  ]);
  return asked.find((sort) => formatSort(sort) === text) ?? startOf(first);
}

/** What the URL says after a click on a column's head: the other way round, or this column. Null is the order at first. */
export function clicked(sort: Sort | null, name: string, orders: readonly Order[]): string | null {
  const next =
    sort?.name === name
      ? { name, descending: !sort.descending }
      : startOf(orders.find((order) => order.name === name) ?? { name });
  const start = sortOf(null, orders);
  return formatSort(next) === (start && formatSort(start)) ? null : formatSort(next);
}

/** The rows in order. Equal ones keep the order in which they came. */
export const sortRows = <Row>(rows: readonly Row[], of: SortBy<Row>["of"], descending: boolean): Row[] =>
  rows
    .map((row) => ({ row, key: of(row) }))
    .sort((a, b) => {
      if (a.key === b.key) return 0;
      if (a.key === null) return 1;
      if (b.key === null) return -1;
      return descending ? compare(b.key, a.key) : compare(a.key, b.key);
    })
    .map(({ row }) => row);

const compare = (a: number | string, b: number | string): number =>
  typeof a === "number" && typeof b === "number"
    ? a - b
    : String(a).localeCompare(String(b), "en", { numeric: true });
