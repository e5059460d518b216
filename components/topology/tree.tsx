"use client";
import { useMemo } from "react";
import { useGroup } from "@/components/live/store";
import type { FoldingState } from "./folding";
import { roundedPath } from "./path";
import { indentOf, type Rail, railsOf, TREE, topOf } from "./rails";
import { rowsSelector } from "./rows";
import { DASHES, stackStroke, strokeColour, strokeOf } from "./stroke";
import { GhostCard, StackCard, TreeCard } from "./tree-card";
import { useLagThresholds } from "./use-facts";

const WIDEST_PX = 300;

/** The graph for a narrow page: cards below each other, upstreams above their replicas. */
export function TopologyTree({ groupId, folding }: { groupId: string; folding: FoldingState }) {
  const lag = useLagThresholds();
  const { folded, expanded, setOpen } = folding;
  const rows = useGroup(
    groupId,
    useMemo(() => rowsSelector(lag, { folded, expanded }, null), [lag, folded, expanded]),
  );
  const rails = useMemo(() => railsOf(rows), [rows]);
  return (
    <div className="relative mx-4 mt-1 mb-[18px]" style={{ height: topOf(rows.length) - TREE.gapPx }}>
      <svg className="pointer-events-none absolute inset-0 h-full" width={WIDEST_PX} aria-hidden="true">
        {rails.map((rail) => (
          <RailLine key={rail.id} groupId={groupId} rail={rail} />
        ))}
      </svg>
      <ul>
        {rows.map((row, index) => (
          <li key={row.id} className="absolute right-0" style={{ top: topOf(index), left: indentOf(row) }}>
            {row.kind === "instance" && <TreeCard groupId={groupId} instanceId={row.id} />}
            {row.kind === "ghost" && <GhostCard id={row.id} />}
            {row.kind === "stack" && (
              <StackCard
                groupId={groupId}
                members={row.members}
                open={row.open === true}
                onToggle={() => setOpen(row, row.open !== true)}
              />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function RailLine({ groupId, rail: { id, corners } }: { groupId: string; rail: Rail }) {
  const lag = useLagThresholds();
  const stroke = useGroup(groupId, (group) => strokeOf(group, id, lag)) ?? stackStroke;
  const end = corners.at(-1);
  if (!end) return null;
  return (
    <>
      <path
        d={roundedPath([...corners.slice(0, -1), { x: end.x - 6, y: end.y }])}
        fill="none"
        stroke={strokeColour[stroke.tone]}
        strokeWidth={stroke.widthPx}
        strokeDasharray={DASHES[stroke.kind]}
      />
      <path d={`M${end.x - 7} ${end.y - 4}l7 4-7 4z`} fill={strokeColour[stroke.tone]} />
    </>
  );
}
