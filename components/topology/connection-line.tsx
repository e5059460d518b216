"use client";
import type { ConnectionLineComponentProps } from "@xyflow/react";

/** The link that would be: dashed, from the replica to the pointer. */
export function ConnectionLine({ fromX, fromY, toX, toY }: ConnectionLineComponentProps) {
  return (
    <path
      d={`M${fromX} ${fromY}L${toX} ${toY}`}
      fill="none"
      stroke="var(--accent)"
      strokeWidth={2}
      strokeDasharray="6 4"
    />
  );
}
