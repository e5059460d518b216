"use client";
import { type Edge, EdgeLabelRenderer, type EdgeProps } from "@xyflow/react";
import { memo } from "react";
import { useGroup } from "@/components/live/store";
import type { Point } from "@/lib/topology/layout";
import { LinkChip } from "./link-chip";
import { roundedPath } from "./path";
import { DASHES, stackStroke, strokeColour, strokeOf } from "./stroke";
import { useLagThresholds } from "./use-facts";

export type LinkEdgeType = Edge<
  { groupId: string; corners: readonly Point[]; chip: Point; stack: boolean },
  "link"
>;

/** How far a line stops before the card, so that its head ends it. */
const HEAD_PX = 6;

/** A link along the way the layout found for it: from upstream to replica, as the data flows. */
export const LinkEdge = memo(function LinkEdge({ target, data }: EdgeProps<LinkEdgeType>) {
  const lag = useLagThresholds();
  const stroke = useGroup(data?.groupId ?? "", (group) => strokeOf(group, target, lag));
  if (!data) return null;
  const { corners, chip, groupId, stack } = data;
  const shown = stack ? stackStroke : stroke;
  const end = corners.at(-1);
  if (!shown || !end) return null;
  const line = [...corners.slice(0, -1), { x: end.x - HEAD_PX, y: end.y }];
  const colour = strokeColour[shown.tone];
  return (
    <>
      <path
        d={roundedPath(line)}
        data-link={target}
        data-link-kind={shown.kind}
        className={shown.kind === "copying" ? "flow-copying" : undefined}
        fill="none"
        stroke={colour}
        strokeWidth={shown.widthPx}
        strokeDasharray={DASHES[shown.kind]}
      />
      <path d={`M${end.x - HEAD_PX - 1} ${end.y - 4}l7 4-7 4z`} fill={colour} />
      {!stack && (
        <EdgeLabelRenderer>
          <LinkChip groupId={groupId} instanceId={target} at={chip} />
        </EdgeLabelRenderer>
      )}
    </>
  );
});
