"use client";
import { Handle, Position } from "@xyflow/react";
import { GripVertical } from "lucide-react";
import { useActionsBlocked } from "@/components/live/store";
import { HANDLE } from "./repoint";

/** Where a re-point of a replica starts, by drag or by two clicks; while none can be started it says why. */
export function Grip({ groupId, name }: { groupId: string; name: string }) {
  const blocked = useActionsBlocked(groupId);
  return (
    <Handle
      id={HANDLE.grip}
      type="source"
      position={Position.Right}
      isConnectable={blocked === null}
      isConnectableEnd={false}
      className="flow-grip"
      title={blocked ?? `Drag ${name} to a new upstream, or click here and then on it`}
    >
      <GripVertical size={14} aria-hidden="true" />
    </Handle>
  );
}
