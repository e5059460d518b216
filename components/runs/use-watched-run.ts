"use client";
import { useEffect } from "react";
import { api } from "@/components/live/api";
import { putRun, useRun } from "@/components/live/store";
import type { Run } from "@/lib/contract";

/** So long without a word of a run that goes on, and it is asked for. Milliseconds. */
const QUIET_MS = 1500;

/** A run as it stands: pushed, and asked for where nothing is pushed, as when another process carries it out. */
export function useWatchedRun(id: string): Run | null {
  const run = useRun(id);
  useEffect(() => {
    if (run === null || run.state !== "running") return;
    const stopped = new AbortController();
    const ask = (): void =>
      void api
        .get<Run>(`/api/runs/${encodeURIComponent(id)}`, { signal: stopped.signal })
        .then(putRun)
        // The banner says that Tidemark is silent; until it speaks again the run is asked for on.
        .catch(() => undefined);
    const timer = setInterval(ask, QUIET_MS);
    return () => {
      stopped.abort();
      clearInterval(timer);
    };
  }, [id, run]);
  return run;
}
