"use client";
import { useEffect, useState } from "react";
import { api, problemOf } from "@/components/live/api";
import type { InstanceDetail, Problem } from "@/lib/contract";

/** The slow facts behind it are read every 10 s, so asking more often would only answer the same. */
const AGAIN_MS = 10_000;

export type Detail =
  | { readonly state: "loading" }
  | { readonly state: "there"; readonly detail: InstanceDetail }
  | { readonly state: "failed"; readonly problem: Problem };

/** Raw INFO and settings of an instance, asked for again every 10 s; what was read stays when a later call fails. */
export function useDetail(instanceId: string): Detail {
  const [detail, setDetail] = useState<Detail>({ state: "loading" });
  useEffect(() => {
    const gone = new AbortController();
    const load = (): void => {
      api
        .get<InstanceDetail>(`/api/instances/${encodeURIComponent(instanceId)}`, { signal: gone.signal })
        .then(
          (found) => setDetail({ state: "there", detail: found }),
          (error: unknown) => {
            if (gone.signal.aborted) return;
            setDetail((before) =>
              before.state === "there" ? before : { state: "failed", problem: problemOf(error) },
            );
          },
        );
    };
    load();
    const timer = setInterval(load, AGAIN_MS);
    return () => {
      clearInterval(timer);
      gone.abort();
    };
  }, [instanceId]);
  return detail;
}
