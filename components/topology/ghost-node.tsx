"use client";
import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { memo } from "react";
import { shorten } from "@/lib/format";
import { Drum } from "./drum";
import { labelId } from "./label-id";
import { HANDLE, useDropVerdict } from "./repoint";
import { VerdictBadge } from "./verdict-badge";

export type GhostNodeType = Node<Record<string, never>, "ghost">;

/** An upstream that a replica names and that Tidemark does not watch. */
export const GhostNode = memo(function GhostNode({ id }: NodeProps<GhostNodeType>) {
  const verdict = useDropVerdict(id);
  return (
    <article
      data-ghost={id}
      className="relative h-[92px] w-[208px] rounded-md border border-strong border-dashed bg-bg px-[11px] py-[9px] text-12 text-fg-2"
    >
      <span id={labelId(id)} className="sr-only">{`${id}, an upstream that is not watched.`}</span>
      <div className="flex items-center gap-1.5">
        <Drum filled={false} />
        <span className="truncate font-medium font-mono text-13" title={id}>
          {shorten(id)}
        </span>
      </div>
      <p className="mt-1">Not watched. A replica names it as its upstream.</p>
      <Handle
        id={HANDLE.out}
        type="source"
        position={Position.Right}
        isConnectable={false}
        className="flow-port"
      />
      {verdict !== null && <VerdictBadge verdict={verdict} />}
    </article>
  );
});
