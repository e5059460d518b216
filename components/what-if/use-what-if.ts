"use client";
import { useEffect, useState } from "react";
import { api, problemOf } from "@/components/live/api";
import { usePresentGroup } from "@/components/live/store";
import type { Problem, WhatIf } from "@/lib/contract";

/** Between two changes of the group offsets and lag go on moving, and with them what would be lost. */
const AGAIN_MS = 3000;

/** What was told last, and why it could not be told anew since; null: nothing yet, or all is well. */
export interface Foretold {
  readonly told: WhatIf | null;
  readonly problem: Problem | null;
}

/** What the death of an instance would cost, asked for again with each change of its group and every few seconds. */
export function useWhatIf(groupId: string, instanceId: string): Foretold {
  const revision = usePresentGroup(groupId, (group) => group?.revision ?? null);
  const [foretold, setForetold] = useState<Foretold>({ told: null, problem: null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of the group is a reason to ask at once.
  useEffect(() => {
    const gone = new AbortController();
    const load = (): void => {
      api
        .get<WhatIf>(`/api/instances/${encodeURIComponent(instanceId)}/what-if`, { signal: gone.signal })
        .then(
          (told) => setForetold({ told, problem: null }),
          (error: unknown) => {
            if (!gone.signal.aborted) setForetold(({ told }) => ({ told, problem: problemOf(error) }));
          },
        );
    };
    load();
    const timer = setInterval(load, AGAIN_MS);
    return () => {
      clearInterval(timer);
      gone.abort();
    };
  }, [instanceId, revision]);
  return foretold;
}
