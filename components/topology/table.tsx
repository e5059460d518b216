"use client";
import clsx from "clsx";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, useCallback, useMemo, useRef, useState } from "react";
import { useGroup } from "@/components/live/store";
import { instanceHref } from "@/components/shell/pages";
import { useFilterParam, useSelectionParam } from "@/components/shell/url-state";
import { parseFilter } from "./filter";
import type { FoldingState } from "./folding";
import { type Row, rowsSelector } from "./rows";
import { stepRow } from "./table-keys";
import { InstanceRow, PlainRow } from "./table-row";
import { useLagThresholds } from "./use-facts";

const heads: readonly { text: string; width?: number; numeric?: boolean }[] = [
  { text: "Instance", width: 300 },
  { text: "Role", width: 84 },
  { text: "State", width: 164 },
  { text: "Behind", width: 92, numeric: true },
  { text: "Seconds", width: 84, numeric: true },
  { text: "Last ACK", width: 84, numeric: true },
  { text: "Offset", width: 148, numeric: true },
  { text: "Reconnect, headroom", width: 224 },
  { text: "Seconds behind, 60 s" },
];

/** A table whose rows are a tree: the browser then makes its cells gridcells. */
const treegrid = { role: "treegrid" };

/** The graph's twin: the same instances and figures as the rows of a tree, steered by arrows. */
export function TopologyTable({
  groupId,
  groupName,
  folding,
}: {
  groupId: string;
  groupName: string;
  folding: FoldingState;
}) {
  const lag = useLagThresholds();
  const [filter] = useFilterParam();
  const [selected, select] = useSelectionParam();
  const passes = useMemo(() => parseFilter(filter, lag), [filter, lag]);
  const { folded, expanded, setOpen } = folding;
  const rows = useGroup(
    groupId,
    useMemo(() => rowsSelector(lag, { folded, expanded }, passes), [lag, folded, expanded, passes]),
  );
  const [active, setActive] = useState<string | null>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const router = useRouter();
  const tabStop = rows.some((row) => row.id === active) ? active : (rows[0]?.id ?? null);

  const choose = useCallback((id: string) => void select(id), [select]);
  const focus = (id: string) => {
    setActive(id);
    body.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`)?.focus();
  };
  const keyed = (event: KeyboardEvent<HTMLElement>, row: Row) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = stepRow(rows, row, event.key);
    if (step === null) return;
    event.preventDefault();
    if (step.do === "focus") focus(step.id);
    else if (step.do === "open") router.push(instanceHref(step.id));
    else setOpen(row, step.do === "unfold");
  };
  const common = (row: Row) => ({
    row,
    groupId,
    tabIndex: row.id === tabStop ? (0 as const) : (-1 as const),
    onKeyDown: keyed,
    onFold: setOpen,
    onFocus: setActive,
  });

  return (
    <div className="relative overflow-x-auto border-b bg-surface">
      <table
        {...treegrid}
        aria-label={`Topology of ${groupName}`}
        className="w-full min-w-[1260px] table-fixed text-12"
      >
        <thead>
          <tr className="h-8 whitespace-nowrap border-b text-left text-fg-3">
            {heads.map(({ text, width, numeric }) => (
              <th
                key={text}
                scope="col"
                style={{ width }}
                className={clsx("font-normal first:pl-5", numeric && "pr-5 text-right")}
              >
                {text}
              </th>
            ))}
            <th scope="col" className="w-11">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row) =>
            row.kind === "instance" ? (
              <InstanceRow key={row.id} {...common(row)} selected={selected === row.id} onSelect={choose} />
            ) : (
              <PlainRow key={row.id} {...common(row)} />
            ),
          )}
        </tbody>
      </table>
      {rows.length === 0 && (
        <p className="gutter py-4 text-fg-2">
          {filter === "" ? "This group has no instances." : `Nothing matches “${filter}”.`}
        </p>
      )}
    </div>
  );
}
