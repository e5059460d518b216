import clsx from "clsx";
import { ChevronDown, ChevronRight } from "lucide-react";
import type { KeyboardEvent, ReactNode } from "react";
import { GUIDE, guidePath } from "./guides";
import type { Row } from "./rows";

/** What every row of the table is given. */
export interface RowProps {
  readonly row: Row;
  readonly groupId: string;
  readonly tabIndex: 0 | -1;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>, row: Row) => void;
  readonly onFold: (row: Row, open: boolean) => void;
  readonly onFocus: (id: string) => void;
}

/** The frame of every row: place in the tree, focus, keys. */
export function Frame({
  row,
  tabIndex,
  onKeyDown,
  onFocus,
  selected = false,
  label,
  onSelect,
  children,
}: Omit<RowProps, "groupId" | "onFold"> & {
  selected?: boolean;
  label: string;
  onSelect?: (id: string) => void;
  children: ReactNode;
}) {
  return (
    <tr
      aria-label={label}
      aria-level={row.level}
      aria-posinset={row.place}
      aria-setsize={row.siblings}
      {...(row.open === null ? {} : { "aria-expanded": row.open })}
      {...(row.kind === "instance" ? { "aria-selected": selected, "data-instance": row.id } : {})}
      data-row={row.id}
      tabIndex={tabIndex}
      onKeyDown={(event) => onKeyDown(event, row)}
      onFocus={() => onFocus(row.id)}
      onClick={() => onSelect?.(row.id)}
      className={clsx(
        "-outline-offset-2 h-8 border-b last:border-b-0",
        selected &&
          "bg-[color-mix(in_srgb,var(--accent)_7%,var(--surface))] shadow-[inset_2px_0_0_var(--accent)]",
      )}
    >
      {children}
    </tr>
  );
}

/** Lines, the fold button and the name. */
export function TreeCell({
  row,
  onFold,
  children,
}: Pick<RowProps, "row" | "onFold"> & { children: ReactNode }) {
  const Caret = row.open === true ? ChevronDown : ChevronRight;
  const indent = row.guides.length * GUIDE.widthPx;
  return (
    <th scope="row" className="pl-5 font-normal">
      <span className="flex h-8 items-center gap-[7px]">
        {indent > 0 && (
          <svg width={indent} height={GUIDE.heightPx} className="-mr-[7px] flex-none" aria-hidden="true">
            <path d={guidePath(row.guides)} fill="none" stroke="var(--border)" />
          </svg>
        )}
        {row.open !== null && (
          <button
            type="button"
            tabIndex={-1}
            aria-label={row.open ? "Fold" : "Unfold"}
            onClick={(event) => {
              event.stopPropagation();
              onFold(row, row.open !== true);
            }}
            className="-mx-[5px] grid size-6 flex-none place-items-center rounded text-fg-2 hover:bg-inset"
          >
            <Caret size={14} strokeWidth={1.5} aria-hidden="true" />
          </button>
        )}
        {children}
      </span>
    </th>
  );
}
