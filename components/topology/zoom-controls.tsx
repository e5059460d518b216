"use client";
import { useReactFlow, useStore } from "@xyflow/react";
import { Maximize, Minus, Plus } from "lucide-react";
import { IconButton } from "@/components/ui/button";
import { formatPercent } from "@/lib/format";
import type { Layout } from "@/lib/topology/layout";
import { fitted } from "./viewport";

/** Zoom as a percentage, out, in, and all of it. */
export function ZoomControls({ layout }: { layout: Layout }) {
  const { zoomIn, zoomOut, setViewport } = useReactFlow();
  const zoom = useStore((flow) => Math.round(flow.transform[2] * 100) / 100);
  const width = useStore((flow) => flow.width);
  const height = useStore((flow) => flow.height);
  return (
    <div className="flex items-center gap-0.5">
      <output aria-label="Zoom" className="mr-2 text-12 text-fg-3">
        {formatPercent(zoom)}
      </output>
      <IconButton label="Zoom out" onClick={() => void zoomOut()}>
        <Minus size={16} aria-hidden="true" />
      </IconButton>
      <IconButton label="Zoom in" onClick={() => void zoomIn()}>
        <Plus size={16} aria-hidden="true" />
      </IconButton>
      <IconButton label="Fit" onClick={() => void setViewport(fitted(layout, width, height))}>
        <Maximize size={16} aria-hidden="true" />
      </IconButton>
    </div>
  );
}
