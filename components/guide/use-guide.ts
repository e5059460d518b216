"use client";
import { useEffect, useState } from "react";
import { api, problemOf } from "@/components/live/api";
import type { Guide, Problem } from "@/lib/contract";

export type SeenGuide =
  | { readonly state: "none" }
  | { readonly state: "reading" }
  | { readonly state: "read"; readonly guide: Guide }
  | { readonly state: "failed"; readonly problem: Problem };

/** What is seen of a group; read once, so that a form does not change under whoever fills it in. */
export function useGuide(group: string | null): SeenGuide {
  const [found, setFound] = useState<{ readonly group: string; readonly answer: SeenGuide } | null>(null);
  useEffect(() => {
    if (group === null) return;
    const gone = new AbortController();
    api.get<Guide>(`/api/groups/${encodeURIComponent(group)}/guide`, { signal: gone.signal }).then(
      (guide) => setFound({ group, answer: { state: "read", guide } }),
      (error: unknown) => {
        if (!gone.signal.aborted) setFound({ group, answer: { state: "failed", problem: problemOf(error) } });
      },
    );
    return () => gone.abort();
  }, [group]);
  if (group === null) return { state: "none" };
  return found?.group === group ? found.answer : { state: "reading" };
}
