/** A table that is saved as CSV: what its columns are called, each with its unit, and a line for each row. Unknown is null. */
export interface CsvTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}
export type Cell = string | number | null;

/** What a column is called, and what a row has there. */
export type Columns<Row> = readonly (readonly [name: string, of: (row: Row) => Cell])[];

export const tableOf = <Row>(columns: Columns<Row>, rows: readonly Row[]): CsvTable => ({
  columns: columns.map(([name]) => name),
  rows: rows.map((row) => columns.map(([, of]) => of(row))),
});
