"use client";
import clsx from "clsx";
import { ChevronDown, ChevronRight } from "lucide-react";
import Link from "next/link";
import { type KeyboardEvent, memo, type ReactNode } from "react";
import { useGroup } from "@/components/live/store";
import { InstanceActionsMenu } from "@/components/runs/instance-actions-menu";
import { instanceHref } from "@/components/shell/pages";
import { Meter } from "@/components/ui/meter";
import { StateWordMark } from "@/components/ui/state-pill";
import { textTone, toneOfState } from "@/components/ui/tone";
import { formatBytes, formatRate, formatSeconds, UNKNOWN } from "@/lib/format";
import { Spark, verdictText } from "./card-face";
import { Drum } from "./drum";
import type { Facts } from "./facts";
import { GUIDE, guidePath } from "./guides";
import { RoleWord } from "./role-word";
import type { Row } from "./rows";
import { useFacts } from "./use-facts";
import { worstOf } from "./worst";

interface RowProps {
  readonly row: Row;
  readonly groupId: string;
  readonly tabIndex: 0 | -1;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>, row: Row) => void;
  readonly onFold: (row: Row, open: boolean) => void;
  readonly onFocus: (id: string) => void;
}

const number = "live-value whitespace-nowrap pr-5 text-right";

/** The frame of every row: place in the tree, focus, keys. */
function Frame({
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
function TreeCell({ row, onFold, children }: Pick<RowProps, "row" | "onFold"> & { children: ReactNode }) {
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

const plural = (n: number, one: string): string => `${n} ${one}${n === 1 ? "" : "s"}`;

/** An instance: the same facts as on its card. */
export const InstanceRow = memo(function InstanceRow({
  selected,
  onSelect,
  ...common
}: RowProps & { selected: boolean; onSelect: (id: string) => void }) {
  const { row, groupId, onFold } = common;
  const facts = useFacts(groupId, row.id);
  if (facts === null) return null;
  return (
    <Frame {...common} selected={selected} onSelect={onSelect} label={facts.sentence}>
      <TreeCell row={row} onFold={onFold}>
        <Drum filled={facts.role === "primary"} />
        <Link
          href={instanceHref(row.id)}
          tabIndex={-1}
          title={facts.name}
          className="mono truncate font-medium hover:underline"
        >
          {facts.name}
        </Link>
        {row.below > 0 && <span className="whitespace-nowrap text-fg-3">{plural(row.below, "replica")}</span>}
      </TreeCell>
      <td>
        <RoleWord role={facts.role} detached={facts.detached} />
      </td>
      <td data-cell="state">
        <StateWordMark state={facts.state}>{facts.stateText}</StateWordMark>
      </td>
      <td data-cell="bytes" className={number}>
        {facts.bytesBehind}
      </td>
      <td
        data-cell="seconds"
        title={facts.secondsError ?? undefined}
        className={clsx(number, secondsTone(facts))}
      >
        {facts.secondsBehind}
      </td>
      <td className={`${number} text-fg-2`}>{facts.lastAck}</td>
      <td className={`${number} mono`}>{facts.offset}</td>
      <td data-cell="verdict" title={facts.verdictReason}>
        <VerdictCell facts={facts} />
      </td>
      <td>
        {facts.role === "primary" ? (
          <span className="live-value text-fg-3">writes {formatRate(facts.writeBytesPerSecond)}</span>
        ) : (
          <Spark groupId={groupId} instanceId={row.id} facts={facts} widthPx={150} />
        )}
      </td>
      <td>
        <InstanceActionsMenu groupId={groupId} instanceId={row.id} />
      </td>
    </Frame>
  );
});

function secondsTone({ state }: Facts): string | false {
  const tone = toneOfState(state);
  return (tone === "crit" || tone === "warn") && textTone[tone];
}

function VerdictCell({ facts }: { facts: Facts }) {
  return (
    <span className="grid grid-cols-[64px_64px_80px] items-center whitespace-nowrap">
      <span className={facts.role === "primary" ? "text-fg-3" : verdictText(facts)}>{facts.verdictWord}</span>
      <span className="live-value pr-3 text-right">{facts.verdictValue}</span>
      <Meter value={facts.verdictShare} max={1} tone={facts.verdictTone} />
    </span>
  );
}

/** A stack of healthy replicas with its worst figures, or an upstream nobody watches. */
export const PlainRow = memo(function PlainRow(common: RowProps) {
  const { row, groupId, onFold } = common;
  const worst = useGroup(groupId, (group) => worstOf(group, row.members));
  const stack = row.kind === "stack";
  const name = stack ? `${row.members.length} online` : row.id;
  const count = row.members.length;
  return (
    <Frame {...common} label={stack ? `${count} replicas online` : `${row.id}, not watched`}>
      <TreeCell row={row} onFold={onFold}>
        {!stack && <Drum filled={false} />}
        <span className={stack ? "text-fg-2" : "mono text-fg-2"}>{name}</span>
      </TreeCell>
      <td className="text-fg-3">{stack ? "Replica" : UNKNOWN}</td>
      <td className="text-fg-3">{stack ? `worst of ${count}` : "Not watched"}</td>
      <td className={number}>{formatBytes(worst.lagBytes)}</td>
      <td className={number}>{formatSeconds(worst.lagSeconds)}</td>
      <td className={`${number} text-fg-2`}>{formatSeconds(worst.lastAckSeconds)}</td>
      <td className={`${number} text-fg-3`}>{UNKNOWN}</td>
      <td>
        {stack && (
          <span className="grid grid-cols-[64px_64px_80px] whitespace-nowrap">
            <span>Headroom</span>
            <span className="live-value pr-3 text-right">{formatSeconds(worst.headroomSeconds)}</span>
          </span>
        )}
      </td>
      <td />
      <td />
    </Frame>
  );
});
