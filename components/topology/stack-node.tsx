"use client";
import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { memo } from "react";
import { useGroup } from "@/components/live/store";
import { StateShape } from "@/components/ui/state-shape";
import { formatBytes, formatSeconds } from "@/lib/format";
import type { DropVerdict } from "./drop-verdict";
import { labelId } from "./label-id";
import { HANDLE, useMover } from "./repoint";
import { VerdictBadge } from "./verdict-badge";
import { worstOf } from "./worst";

export type StackNodeType = Node<
  { groupId: string; upstream: string; members: readonly string[]; onOpen: (upstream: string) => void },
  "stack"
>;

/** A drop needs one instance: the stack is opened first. */
const closed: DropVerdict = {
  is: "invalid",
  letter: null,
  words: "Open it to choose one",
  reason: "A replica follows one instance: open the stack, then drop it on one of these.",
};

/** Healthy siblings drawn as one; opened by a click or Enter. */
export const StackNode = memo(function StackNode({ id, data }: NodeProps<StackNodeType>) {
  const { groupId, upstream, members, onOpen } = data;
  const worst = useGroup(groupId, (group) => worstOf(group, members));
  const moving = useMover() !== null;
  const lag = `${formatBytes(worst.lagBytes)} and ${formatSeconds(worst.lagSeconds)}`;
  return (
    <article className="relative h-[92px] w-[208px]">
      <span id={labelId(id)} className="sr-only">
        {`${members.length} replicas online, the worst ${lag} behind. Open to see each.`}
      </span>
      <span aria-hidden="true" className="absolute inset-x-2 -bottom-2 h-3 rounded-b-md border bg-surface" />
      <span aria-hidden="true" className="absolute inset-x-1 -bottom-1 h-3 rounded-b-md border bg-surface" />
      <button
        type="button"
        tabIndex={-1}
        data-stack={upstream}
        onClick={() => onOpen(upstream)}
        className="nopan relative grid size-full grid-rows-[repeat(4,18px)] rounded-md border bg-surface px-[11px] py-[9px] text-left text-12 leading-[18px] hover:bg-inset"
      >
        <span className="flex items-center gap-1.5 font-medium text-13">
          <StateShape state="online" />
          {members.length} online
        </span>
        <span className="text-fg-3">worst of {members.length}</span>
        <span className="live-value font-mono tracking-[-0.02em]">
          {formatBytes(worst.lagBytes)}{" "}
          <span className="ml-1 text-fg-2">{formatSeconds(worst.lagSeconds)}</span>
        </span>
        <span className="text-fg-2">Show each</span>
      </button>
      <Handle
        id={HANDLE.in}
        type="target"
        position={Position.Left}
        isConnectable={false}
        className="flow-port"
      />
      {moving && <VerdictBadge verdict={closed} />}
    </article>
  );
});
