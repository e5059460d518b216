"use client";
import { useStore } from "zustand";
import type { Past } from "@/lib/contract";
import { api } from "./api";
import { type PastView, shownGroup } from "./past-view";
import { problemOf } from "./problem";
import { liveStore } from "./state";

export type { PastView } from "./past-view";

let asked: AbortController | null = null;

/**
 * Shows a group as it was at `atMs`, Unix milliseconds: asks for it, and keeps what stands there until the answer. An
 * answer that comes after another moment was chosen is thrown away.
 */
export function showPast(group: string, atMs: number): void {
  asked?.abort();
  const call = new AbortController();
  asked = call;
  liveStore.setState((state) => ({ past: { group, atMs, is: "reading", before: shownGroup(state, group) } }));
  const path = `/api/groups/${encodeURIComponent(group)}/past?at=${new Date(atMs).toISOString()}`;
  const answer = (past: PastView): void => {
    if (!call.signal.aborted) liveStore.setState({ past });
  };
  api.get<Past>(path, { signal: call.signal }).then(
    (past) => answer({ group, atMs, is: "there", picture: past.group }),
    (error: unknown) => answer({ group, atMs, is: "missing", problem: problemOf(error) }),
  );
}

/** Shows the present again. */
export function leavePast(): void {
  asked?.abort();
  asked = null;
  liveStore.setState((state) => (state.past === null ? state : { past: null }));
}

/** What is known of the moment that the page shows of this group; null while it shows the present. */
export const usePast = (groupId: string): PastView | null =>
  useStore(liveStore, (s) => (s.past?.group === groupId ? s.past : null));

/** The moment that the page shows, Unix milliseconds; null while it shows the present. */
export const usePastMs = (): number | null => useStore(liveStore, (s) => s.past?.atMs ?? null);
