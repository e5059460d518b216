"use client";
import { useConnection, useStore, useStoreApi } from "@xyflow/react";
import { useCallback } from "react";
import { useGroup } from "@/components/live/store";
import { forecastWords } from "@/components/runs/forecast";
import { upstreamChoices } from "@/components/runs/upstreams";
import type { Group } from "@/lib/contract";

/** Ids of the handles on a card: links run between the first two, a re-point from the third to the fourth. */
export const HANDLE = { out: "out", in: "in", grip: "grip", drop: "drop" } as const;

/** What dropping a replica on a card would mean. Flat, so that two equal ones compare equal. */
export interface DropVerdict {
  readonly allowed: boolean;
  readonly letter: "P" | "F" | null;
  /** `Partial, 118 KiB`, `Full: eu-3 is ahead`, `Loop`. */
  readonly words: string;
}

/** The verdict on making `target` the upstream of `mover`; null when one of them is not a member, or both are one. */
export function dropVerdict(group: Group | null, mover: string | null, target: string): DropVerdict | null {
  if (group === null || mover === null) return null;
  const choice = upstreamChoices(group, mover).find(({ upstream }) => upstream.id === target);
  if (choice === undefined) return null;
  if (!choice.allowed) return { allowed: false, letter: null, words: choice.short };
  const { verdict } = choice.forecast;
  return {
    allowed: true,
    letter: verdict === "partial" ? "P" : verdict === "full" ? "F" : null,
    words: forecastWords(choice.forecast),
  };
}

/** The replica that is being re-pointed, by drag, by two clicks or by keys; null: none. */
export function useMover(): string | null {
  const dragged = useConnection((connection) => (connection.inProgress ? connection.fromNode.id : null));
  const clicked = useStore((flow) => flow.connectionClickStartHandle?.nodeId ?? null);
  return dragged ?? clicked;
}

/** Whether a drop at this moment would land on `target`. */
export const useIsUnderDrop = (target: string): boolean =>
  useConnection((connection) => connection.inProgress && connection.toNode?.id === target);

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
