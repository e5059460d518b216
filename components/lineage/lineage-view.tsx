"use client";
import clsx from "clsx";
import Link from "next/link";
import { useMemo } from "react";
import { useGroup } from "@/components/live/store";
import { EmptyState } from "@/components/ui/empty-state";
import { Value } from "@/components/ui/value";
import type { Lineage } from "@/lib/contract";
import { formatCount } from "@/lib/format";
import { lineageOf } from "@/lib/plan/lineage";
import { Lane } from "./lane";
import { drawingsOf, type LineageRow } from "./rows";
import { originOf, rejoinOf, shortReplid } from "./words";

/** The histories of a group as a branching line, with who stands on which, and what each would lose by rejoining. */
export function LineageView({ groupId }: { groupId: string }) {
  const lineage = useGroup(groupId, (group) => (group === null ? null : lineageOf(group)));
  const drawings = useMemo(() => (lineage === null ? [] : drawingsOf(lineage)), [lineage]);
  const names = useGroup(groupId, namesOf);
  if (lineage === null || drawings.length === 0)
    return (
      <EmptyState title="No history is known yet">
        A server's history has an id, its replid. None of this group has told its own.
      </EmptyState>
    );
  const nameOf = (id: string): string => names[id] ?? id;
  return (
    <div className="bg-surface pt-1 pb-3">
      <p className="gutter max-w-[76ch] text-pretty py-2 text-12 text-fg-2">
        Each line is a history of writes, by its replid. A promotion begins a new one. What a line took after
        a fork is on no other line, and is lost when its instance follows the primary.
      </p>
      {drawings.map((drawing) => (
        <ol
          key={drawing.rows[0]?.branch.replid}
          aria-label="Histories"
          className="gutter border-t py-1.5 first-of-type:border-t-0"
        >
          {drawing.rows.map((row, index) => (
            <li key={row.branch.replid} className="flex items-stretch gap-4">
              <Lane drawing={drawing} index={index} />
              <BranchRow row={row} lineage={lineage} nameOf={nameOf} />
            </li>
          ))}
        </ol>
      ))}
    </div>
  );
}

const namesOf = (
  group: { instances: readonly { id: string; name: string }[] } | null,
): Record<string, string> => Object.fromEntries((group?.instances ?? []).map(({ id, name }) => [id, name]));

function BranchRow({
  row: { branch },
  lineage: { primary },
  nameOf,
}: {
  row: LineageRow;
  lineage: Lineage;
  nameOf: (id: string) => string;
}) {
  return (
    <div className="min-w-0 flex-1 py-2">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <Value title={branch.replid} className="font-semibold">
          {shortReplid(branch.replid)}
        </Value>
        <span className="text-12 text-fg-3">{originOf(branch)}</span>
      </p>
      {branch.members.length === 0 && <p className="text-12 text-fg-3">Nobody stands on it any more.</p>}
      <ul>
        {branch.members.map((member) => {
          const rejoin = rejoinOf(member, branch.ofPrimary, primary === null ? null : nameOf(primary));
          return (
            <li key={member.instance} className="flex flex-wrap items-baseline gap-x-2">
              <Link
                href={`/i/${encodeURIComponent(member.instance)}`}
                className="mono font-medium hover:underline"
              >
                {nameOf(member.instance)}
              </Link>
              {member.instance === primary && <span className="text-12 text-fg-2">primary</span>}
              <Value className="text-fg-2">{formatCount(member.offset)}</Value>
              {rejoin !== null && (
                <span className={clsx("text-12", rejoin.loses ? "text-crit" : "text-fg-2")}>
                  {rejoin.text}
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
