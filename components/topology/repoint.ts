"use client";
import { useConnection, useStore, useStoreApi } from "@xyflow/react";
import { useCallback, useRef } from "react";
import { useVerdicts } from "@/components/runs/upstream-verdicts";
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

/** What dropping the replica that is being moved on `target` would mean, as Tidemark has it; null while none is. */
export function useDropVerdict(target: string): DropVerdict | null {
  const mover = useMover();
  const last = useRef<DropVerdict | null>(null);
  return useVerdicts(mover, (verdicts) => {
    const now = dropVerdict(verdicts, mover, target);
    if (!same(last.current, now)) last.current = now;
    return last.current;
  });
}

/** An answer that says the same again renders nothing. */
const same = (a: DropVerdict | null, b: DropVerdict | null): boolean =>
  a === b || (a?.is === b?.is && a?.words === b?.words && a?.reason === b?.reason);

/** Lets go of whatever is being moved. */
export function useRelease(): () => void {
  const flow = useStoreApi();
  return useCallback(() => {
    flow.getState().cancelConnection();
    flow.setState({ connectionClickStartHandle: null });
  }, [flow]);
}
