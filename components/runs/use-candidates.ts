"use client";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { api } from "@/components/live/api";
import { liveStore } from "@/components/live/store";
import type { Candidate, CandidateList } from "@/lib/contract";
import { rankCandidates } from "@/lib/plan/candidates";

/**
 * The replicas of a group as the next primary, best first: at once by what the page knows, then by what the server knows
 * besides, asked anew with each change of the group. An order that moves under the pointer cannot be read, so samples
 * alone do not change it.
 */
export function useCandidates(group: string): readonly Candidate[] {
  const revision = useStore(liveStore, (state) => state.head.groups[group]?.revision ?? null);
  const [candidates, setCandidates] = useState<readonly Candidate[]>(() => {
    const known = liveStore.getState().head.groups[group];
    return known === undefined ? [] : rankCandidates(known);
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new revision is what makes the list old.
  useEffect(() => {
    const asking = new AbortController();
    api
      .get<CandidateList>(`/api/groups/${group}/candidates`, { signal: asking.signal })
      .then(({ candidates }) => setCandidates(candidates))
      // The plan itself says what is wrong with the group; this list stays as the page knows it.
      .catch(() => {});
    return () => asking.abort();
  }, [group, revision]);
  return candidates;
}
