"use client";
import { Handle, type Node, type NodeProps, Position, useStore } from "@xyflow/react";
import clsx from "clsx";
import { memo } from "react";
import { useGroup } from "@/components/live/store";
import { InstanceActionsMenu } from "@/components/runs/instance-actions-menu";
import { useSelectionParam } from "@/components/shell/url-state";
import { StateShape } from "@/components/ui/state-shape";
import { CardFace, cardBorder } from "./card-face";
import { Grip } from "./grip";
import { labelId } from "./label-id";
import { PromoteButton } from "./promote-button";
import { HANDLE, useDropVerdict, useIsUnderDrop, useMover } from "./repoint";
import { successorOf } from "./successor";
import { useFacts } from "./use-facts";
import { VerdictBadge } from "./verdict-badge";

export type InstanceNodeType = Node<{ groupId: string }, "instance">;

/** How much of a card can be read at a zoom. */
const detailOf = (zoom: number): "all" | "name" | "shape" =>
  zoom < 0.3 ? "shape" : zoom < 0.6 ? "name" : "all";

/**
 * One instance on the canvas. It subscribes to its own figures by id: a tick renders this card and nothing around it.
 * The card is where a link ends, the grip is where a re-point starts, and the whole card is where one may be dropped.
 */
export const InstanceNode = memo(function InstanceNode({
  id,
  data: { groupId },
}: NodeProps<InstanceNodeType>) {
  const facts = useFacts(groupId, id);
  const detail = useStore((flow) => detailOf(flow.transform[2]));
  const mover = useMover();
  const verdict = useDropVerdict(id);
  const under = useIsUnderDrop(id);
  const [selected] = useSelectionParam();
  const next = useGroup(groupId, (group) => {
    const successor = group === null ? null : successorOf(group);
    return successor?.instance === id ? successor.words : null;
  });
  if (facts === null) return null;
  return (
    <article
      data-instance={id}
      data-role={facts.role}
      data-state={facts.state}
      className={clsx(
        "group/card relative h-[92px] w-[208px] rounded-md border bg-surface px-[11px] py-[9px] transition-opacity duration-120",
        cardBorder(facts),
        selected === id && "outline-2 outline-accent outline-offset-1",
        next !== null && "outline-2 outline-fg-2 outline-dashed outline-offset-2",
        mover === id && "outline-2 outline-accent outline-dashed outline-offset-1",
        verdict?.is === "invalid" && "[&>*:not([data-verdict])]:opacity-45",
        verdict?.is === "valid" && "outline-accent outline-offset-1",
        verdict?.is === "valid" && (under ? "outline-4" : "outline-2"),
      )}
    >
      <span id={labelId(id)} className="sr-only">
        {next === null ? facts.sentence : `${facts.sentence} ${next}.`}
      </span>
      <Handle
        id={HANDLE.in}
        type="target"
        position={Position.Left}
        isConnectable={false}
        className="flow-port"
      />
      <Handle
        id={HANDLE.out}
        type="source"
        position={Position.Right}
        isConnectable={false}
        className="flow-port"
      />
      {detail === "all" && <CardFace groupId={groupId} instanceId={id} facts={facts} />}
      {detail === "name" && (
        <div className="grid h-full content-center gap-2">
          <span className="truncate font-medium font-mono text-20">{facts.name}</span>
          <span className="flex items-center gap-2 truncate text-16">
            <StateShape state={facts.state} size={16} />
            {facts.stateText}
          </span>
        </div>
      )}
      {detail === "shape" && (
        <div className="grid h-full place-items-center">
          <StateShape state={facts.state} size={56} />
        </div>
      )}
      {detail === "all" && (
        <>
          {facts.role === "replica" && <Grip groupId={groupId} name={facts.name} />}
          {mover === null && (
            <PromoteButton groupId={groupId} instanceId={id} name={facts.name} role={facts.role} />
          )}
          <span className="nopan absolute top-1.5 right-1.5">
            <InstanceActionsMenu groupId={groupId} instanceId={id} />
          </span>
        </>
      )}
      <Handle
        id={HANDLE.drop}
        type="target"
        position={Position.Left}
        isConnectableStart={false}
        isConnectable={verdict?.is !== "invalid"}
        className="flow-drop"
      />
      {next !== null && verdict === null && (
        <span
          data-successor={id}
          aria-hidden="true"
          className="-bottom-3 absolute left-2 flex h-[22px] max-w-[300px] items-center whitespace-nowrap rounded border border-strong bg-surface px-2 font-medium text-12 text-fg"
        >
          {next}
        </span>
      )}
      {verdict !== null && <VerdictBadge verdict={verdict} />}
    </article>
  );
});
