"use client";
import { useEffect, useState } from "react";
import { api } from "@/components/live/api";
import { usePast } from "@/components/live/past";
import { useFreshnessState, usePresentGroup } from "@/components/live/store";
import type { Aftermath, AftermathAnswer } from "@/lib/contract";

/** The server looks that often at a demoted instance; asking more often would only answer the same. */
const AGAIN_MS = 2000;

/**
 * What the group's last promotion left behind; null while that is not known, there was none, or the page shows the past. Asked
 * for anew with each change of the group, and every 2 s while somebody still looks after it.
 */
export function useAftermath(groupId: string): Aftermath | null {
  const [aftermath, setAftermath] = useState<Aftermath | null>(null);
  const revision = usePresentGroup(groupId, (group) => group?.revision ?? null);
  const run = usePresentGroup(groupId, (group) => group?.run ?? null);
  const inPast = usePast(groupId) !== null;
  const cutOff = useFreshnessState() === "stale";
  const asks = !inPast && !cutOff && revision !== null;
  const goesOn = aftermath !== null && aftermath.quiet === null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of the group or of its run is why it is asked for again.
  useEffect(() => {
    if (!asks) return;
    const gone = new AbortController();
    const ask = (): void => {
      api
        .get<AftermathAnswer>(`/api/groups/${encodeURIComponent(groupId)}/aftermath`, { signal: gone.signal })
        .then(
          (answer) => setAftermath(answer.aftermath),
          // What was read stays: the banner of a lost connection tells why it is old.
          () => {},
        );
    };
    ask();
    const timer = goesOn ? setInterval(ask, AGAIN_MS) : null;
    return () => {
      if (timer !== null) clearInterval(timer);
      gone.abort();
    };
  }, [groupId, asks, goesOn, revision, run]);
  return inPast ? null : aftermath;
}
