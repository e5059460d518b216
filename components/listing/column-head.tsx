import clsx from "clsx";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { Column } from "./listing-table";
import type { Sorted } from "./use-sorted";

interface ColumnHeadProps<Row> extends Pick<Column<Row>, "head" | "kind" | "sort"> {
  sorted: Sorted<Row>;
  className: string;
}

/** The head of a column; one that sorts is a button. */
export function ColumnHead<Row>({ head, kind, sort, sorted, className }: ColumnHeadProps<Row>) {
  if (sort === undefined)
    return (
      <th scope="col" className={clsx("font-normal", className)}>
        {kind === "heard" ? <span className="sr-only">{head}</span> : head}
      </th>
    );
  const current = sorted.sort?.name === sort.name ? sorted.sort : null;
  const Arrow = current?.descending === true ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={current === null ? "none" : current.descending ? "descending" : "ascending"}
      className={clsx("font-normal", className)}
    >
      <button
        type="button"
        onClick={() => sorted.click(sort.name)}
        className={clsx(
          "relative inline-flex min-h-6 items-center hover:text-fg",
          current !== null && "font-medium text-fg",
        )}
      >
        {head}
        {current !== null && (
          // In the room between two columns, so that no column moves when another sorts.
          <Arrow
            size={12}
            strokeWidth={1.5}
            aria-hidden="true"
            className={clsx("absolute", kind === "figure" ? "right-full mr-0.5" : "left-full ml-0.5")}
          />
        )}
      </button>
    </th>
  );
}
