/** One figure of a result, so that two results can stand side by side. */
export type Metric = {
  /** The same in every result that has it. */
  readonly key: string;
  /** What the figure belongs to: a way to read, a number of replicas, a size. */
  readonly of: string;
  readonly label: string;
} & (
  | {
      readonly is: "number";
      /** Null: not known. */
      readonly value: number | null;
      readonly format: (value: number | null) => string;
      /** Of the difference between two of them. */
      readonly formatBy: (by: number) => string;
    }
  | { readonly is: "word"; readonly value: string }
);

export const figure = (
  of: string,
  label: string,
  value: number | null,
  format: (value: number | null) => string,
  formatBy: (by: number) => string = format,
): Metric => ({ key: `${of}: ${label}`, of, label, is: "number", value, format, formatBy });

export const word = (of: string, label: string, value: string): Metric => ({
  key: `${of}: ${label}`,
  of,
  label,
  is: "word",
  value,
});
