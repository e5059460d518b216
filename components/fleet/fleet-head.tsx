import { ArrowDown, ArrowUp } from "lucide-react";
import { fleetGrid } from "./columns";
import { nextSort, type Sort, type SortColumn } from "./sort";

const heads: readonly { column: SortColumn; label: string; className: string }[] = [
  { column: "state", label: "State", className: "" },
  { column: "group", label: "Group", className: "" },
  { column: "primary", label: "Primary", className: "hidden xl:flex" },
  { column: "replicas", label: "Replicas online", className: "" },
  { column: "lag", label: "Worst lag", className: "col-span-2 justify-end pr-5" },
  { column: "reconnect", label: "Reconnect", className: "" },
  { column: "writes", label: "Writes", className: "hidden justify-end pr-3 xl:flex" },
  { column: "unprotected", label: "Unprotected", className: "hidden justify-end xl:flex" },
];

/** Column heads; each sorts. Hidden on a narrow page, where rows are read one by one. */
export function FleetHead({ sort, onSort }: { sort: Sort; onSort: (sort: Sort) => void }) {
  return (
    <thead className="block">
      <tr
        className={`${fleetGrid} sticky top-12 z-10 h-8 border-y bg-surface text-12 text-fg-3 max-md:sr-only`}
      >
        {heads.map(({ column, label, className }) => {
          const current = sort.column === column;
          const direction = sort.descending ? "descending" : "ascending";
          const Arrow = sort.descending ? ArrowDown : ArrowUp;
          return (
            <th
              key={column}
              scope="col"
              aria-sort={current ? direction : "none"}
              className={`flex items-center font-normal ${className}`}
            >
              <button
                type="button"
                onClick={() => onSort(nextSort(sort, column))}
                className={`flex min-h-6 items-center gap-1 hover:text-fg ${current ? "font-medium text-fg" : ""}`}
              >
                {label}
                {current && <Arrow size={12} strokeWidth={1.5} aria-hidden="true" />}
              </button>
            </th>
          );
        })}
        <th scope="col" className="hidden pl-5 text-left font-normal xl:block">
          Lag, 60 s
        </th>
        <th scope="col">
          <span className="sr-only">More</span>
        </th>
      </tr>
    </thead>
  );
}
