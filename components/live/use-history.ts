"use client";
import { useEffect } from "react";
import { useStore } from "zustand";
import type { Event } from "@/lib/contract";
import { api } from "./api";
import { createHistoryReader, type HistoryRequest, type HistoryView } from "./history";
import { liveStore } from "./state";

/** One page shows one time: its charts, marks and events share the reader. */
const reader = createHistoryReader(api.get, (group) => {
  const sampled = liveStore.getState().head.groups[group]?.sampledAt ?? null;
  return sampled === null ? Date.now() : Date.parse(sampled);
});

/** Reads the same range or period again. */
export const readAgain = (): void => reader.again();

/** A range that moves on is read anew at the pace of its steps, within these bounds. Milliseconds. */
const LEAST_PACE_MS = 10_000;
const MOST_PACE_MS = 5 * 60_000;

/** The history of a group as `request` wants it, which must keep its identity; null: none is wanted. */
export function useHistory(request: HistoryRequest | null): HistoryView {
  const view = useStore(reader.store);
  const moving = useStore(liveStore, (s) => s.frozenAt === null && s.freshness.state === "live");
  useEffect(() => {
    reader.want(request);
  }, [request]);
  useEffect(() => () => reader.want(null), []);
  useEffect(() => {
    if (moving && reader.store.getState().problem !== null) reader.again();
  }, [moving]);
  const stepMs = view.answer?.history.stepMs ?? LEAST_PACE_MS;
  const pace = Math.min(MOST_PACE_MS, Math.max(LEAST_PACE_MS, stepMs));
  const live = request?.of === "newest" && moving;
  useEffect(() => {
    if (!live) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible" && !reader.store.getState().reading) reader.again();
    }, pace);
    return () => clearInterval(timer);
  }, [live, pace]);
  return view;
}

const none: readonly Event[] = [];

/** Events of the period that the charts show, newest first; none while they need no history. */
export const useHistoryEvents = (): readonly Event[] =>
  useStore(reader.store, ({ answer }) => answer?.events ?? none);
