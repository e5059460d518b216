"use client";
import { ReactFlowProvider } from "@xyflow/react";
import { type ReactNode, useMemo } from "react";
import { usePast } from "@/components/live/past";
import { useGroup } from "@/components/live/store";
import { layoutTree } from "@/lib/topology/layout";
import type { FoldingState } from "./folding";
import { Graph } from "./graph";
import { Legend } from "./legend";
import { MoveHint } from "./move-hint";
import { shapeSelector } from "./shape";
import { useLagThresholds } from "./use-facts";
import { useFormerLinks } from "./use-former-links";
import { useSettledShape } from "./use-settled-shape";
import { stageHeight } from "./viewport";
import { ZoomControls } from "./zoom-controls";

/** The graph with its controls and legend. `tools` stand left of the controls. */
export function GraphStage({
  groupId,
  groupName,
  folding,
  tools,
}: {
  groupId: string;
  groupName: string;
  folding: FoldingState;
  tools: ReactNode;
}) {
  const lag = useLagThresholds();
  const { expanded, openStack } = folding;
  const newest = useGroup(
    groupId,
    useMemo(() => shapeSelector(lag, expanded), [lag, expanded]),
  );
  const present = usePast(groupId) === null;
  const shape = useSettledShape(newest, !present);
  const former = useFormerLinks(shape, present);
  const layout = useMemo(() => layoutTree(shape?.nodes ?? []), [shape]);
  if (shape === null) return null;
  return (
    <ReactFlowProvider>
      <div className="flex h-10 items-center gap-2 pr-3.5 pl-5">
        {tools}
        <MoveHint groupId={groupId} />
        <ZoomControls layout={layout} />
      </div>
      <div className="relative" style={{ height: stageHeight(layout) }}>
        <Graph
          groupId={groupId}
          groupName={groupName}
          shape={shape}
          layout={layout}
          former={former}
          onOpenStack={openStack}
        />
      </div>
      <div className="px-5 pt-1.5 pb-3.5">
        <Legend former={former.length > 0} />
      </div>
    </ReactFlowProvider>
  );
}
