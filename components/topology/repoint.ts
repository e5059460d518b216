"use client";
import { useConnection, useStore, useStoreApi } from "@xyflow/react";
import { useCallback } from "react";
import { useGroup } from "@/components/live/store";
import { type DropVerdict, dropVerdict } from "./drop-verdict";

/** Ids of the handles on a card: links run between the first two, a re-point from the third to the fourth. */
export const HANDLE = { out: "out", in: "in", grip: "grip", drop: "drop" } as const;

/** The replica that is being re-pointed, by drag, by two clicks or by keys; null: none. */
export function useMover(): string | null {
  const dragged = useConnection((connection) => (connection.inProgress ? connection.fromNode.id : null));
  const clicked = useStore((flow) => flow.connectionClickStartHandle?.nodeId ?? null);
  return dragged ?? clicked;
}

/** Whether a drop at this moment would land on `target`. */
export const useIsUnderDrop = (target: string): boolean =>
  useConnection((connection) => connection.inProgress && connection.toNode?.id === target);

/** What dropping the replica that is being moved on `target` would mean; null while none is. */
export function useDropVerdict(groupId: string, target: string): DropVerdict | null {
  const mover = useMover();
  return useGroup(groupId, (group) => dropVerdict(group, mover, target));
}

/** Lets go of whatever is being moved. */
export function useRelease(): () => void {
  const flow = useStoreApi();
  return useCallback(() => {
    flow.getState().cancelConnection();
    flow.setState({ connectionClickStartHandle: null });
  }, [flow]);
}
