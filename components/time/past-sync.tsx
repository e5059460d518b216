"use client";
import { useEffect } from "react";
import { leavePast, showPast, usePast } from "@/components/live/past";
import { useFreshnessState } from "@/components/live/store";
import { useShortcuts } from "@/components/shell/shortcuts";
import { useTime } from "./use-time";

/** Shows the group at the moment that the URL names, for as long as the page of it is open. */
export function PastSync({ groupId }: { groupId: string }) {
  const { shown, zoomOut, goLive } = useTime();
  const atMs = shown.is === "past" ? shown.atMs : null;
  const past = usePast(groupId);
  const live = useFreshnessState() === "live";
  const unasked = past?.is === "missing" && past.problem.status === 0;
  useEffect(() => {
    if (atMs === null) leavePast();
    else showPast(groupId, atMs);
  }, [groupId, atMs]);
  useEffect(() => leavePast, []);
  // What could not be asked for is asked again when Tidemark is back.
  useEffect(() => {
    if (live && unasked && atMs !== null) showPast(groupId, atMs);
  }, [live, unasked, groupId, atMs]);
  useShortcuts([
    { keys: "z", label: "Zoom the charts out", run: zoomOut },
    { keys: "l", label: "Go live", run: goLive },
  ]);
  return null;
}
