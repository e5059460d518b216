import type { Edge, EdgeProps } from "@xyflow/react";
import { memo } from "react";

export type FormerEdgeType = Edge<{ path: string }, "former">;

/** A link that was, for as long as it is worth a look. */
export const FormerEdge = memo(function FormerEdge({ source, target, data }: EdgeProps<FormerEdgeType>) {
  return (
    data && (
      <path
        d={data.path}
        data-former={`${source} ${target}`}
        fill="none"
        stroke="var(--text-3)"
        strokeWidth={1.5}
        strokeDasharray="1 5"
        strokeLinecap="round"
      />
    )
  );
});
