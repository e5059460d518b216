import type { FleetRow } from "./row";

export const sortColumns = [
  "state",
  "group",
  "primary",
  "replicas",
  "lag",
  "reconnect",
  "writes",
  "unprotected",
] as const;
export type SortColumn = (typeof sortColumns)[number];
export interface Sort {
  readonly column: SortColumn;
  readonly descending: boolean;
}

/** Worst first; the direction a column starts with is the one that shows trouble at the top. */
export const defaultSort: Sort = { column: "state", descending: false };

type Key = number | string | null;

const verdictOrder = { syncing: 0, full: 1, "at-risk": 2, partial: 3 };

const keys: Record<SortColumn, (row: FleetRow) => readonly Key[]> = {
  // By powers of ten, so that rows do not change places with every tick.
  state: (row) => [
    row.rank,
    row.worstLagSeconds === null ? 0 : -Math.floor(Math.log10(1 + row.worstLagSeconds)),
  ],
  group: (row) => [row.name],
  primary: (row) => [row.primary],
  replicas: (row) => [row.online - row.total, row.total],
  lag: (row) => [row.worstLagSeconds, row.worstLagBytes],
  reconnect: (row) =>
    row.reconnect === null ? [null] : [verdictOrder[row.reconnect.verdict], row.reconnect.headroomSeconds],
  writes: (row) => [row.writeBytesPerSecond],
  // A group without any backup has lost most; one of which it cannot be told is not known.
  unprotected: ({ protection }) =>
    protection === null ? [Number.POSITIVE_INFINITY] : [protection.bytes, protection.seconds],
};

/** Rows in order; unknown values stand last in either direction, and equal rows by name, so that nothing jumps. */
export function sortRows(rows: readonly FleetRow[], { column, descending }: Sort): FleetRow[] {
  const keyOf = keys[column];
  return rows
    .map((row) => ({ row, key: keyOf(row) }))
    .sort((a, b) => compareKeys(a.key, b.key, descending) || a.row.name.localeCompare(b.row.name))
    .map(({ row }) => row);
}

function compareKeys(a: readonly Key[], b: readonly Key[], descending: boolean): number {
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const difference = compare(a[i] ?? null, b[i] ?? null, descending);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compare(a: Key, b: Key, descending: boolean): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  const up = typeof a === "string" || typeof b === "string" ? String(a).localeCompare(String(b)) : a - b;
  return descending ? -up : up;
}

/** The sort after a click on a column's head: the other way round, or this column from its natural start. */
export const nextSort = (sort: Sort, column: SortColumn): Sort =>
  sort.column === column
    ? { column, descending: !sort.descending }
    : { column, descending: column === "lag" || column === "writes" || column === "unprotected" };
