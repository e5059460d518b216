/** How a column's rows are told apart; null, the unknown, stands last in either direction. */
export interface SortBy<Row> {
  /** The column's word in the URL. */
  readonly name: string;
  readonly of: (row: Row) => number | null;
}

export interface Sort {
  readonly name: string;
  readonly descending: boolean;
}

/** What a list is sorted by before anything is chosen, and a column at its first click: newest, biggest, slowest first. */
const startOf = (name: string): Sort => ({ name, descending: true });

/** Where the order stands in the URL: `took`, or `-took` with the largest first. */
const formatSort = ({ name, descending }: Sort): string => `${descending ? "-" : ""}${name}`;

/** The order that `text` asks for, or else the first column's own; null where no column sorts. */
export function sortOf(text: string | null, names: readonly string[]): Sort | null {
  const [first] = names;
  if (first === undefined) return null;
  const asked = names.flatMap((name): Sort[] => [startOf(name), { name, descending: false }]);
  return asked.find((sort) => formatSort(sort) === text) ?? startOf(first);
}

/** What the URL says after a click on a column's head: the other way round, or this column. Null is the order at first. */
export function clicked(sort: Sort | null, name: string, names: readonly string[]): string | null {
  const next = sort?.name === name ? { name, descending: !sort.descending } : startOf(name);
  return next.name === names[0] && next.descending ? null : formatSort(next);
}

/** The rows in order. Equal ones keep the order in which they came. */
export const sortRows = <Row>(rows: readonly Row[], of: SortBy<Row>["of"], descending: boolean): Row[] =>
  rows
    .map((row) => ({ row, key: of(row) }))
    .sort((a, b) => {
      if (a.key === b.key) return 0;
      if (a.key === null) return 1;
      if (b.key === null) return -1;
      return descending ? b.key - a.key : a.key - b.key;
    })
    .map(({ row }) => row);
