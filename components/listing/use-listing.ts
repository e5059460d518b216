"use client";
import { useEffect, useState } from "react";
import { api, problemOf } from "@/components/live/api";
import { useFreshnessState } from "@/components/live/store";
import type { Problem } from "@/lib/contract";

/** Whether a list has been read: before that it is unknown, which is not the same as empty. */
export type Listing =
  | { readonly state: "reading" }
  | { readonly state: "read" }
  | { readonly state: "failed"; readonly problem: Problem };

/** Reads `path` into the store by `put`, and again after every lost connection. `put` must keep its identity. */
export function useListing<T>(path: string, put: (answer: T) => void): Listing {
  const [listing, setListing] = useState<Listing>({ state: "reading" });
  const cutOff = useFreshnessState() === "stale";
  useEffect(() => {
    if (cutOff) return;
    const controller = new AbortController();
    api
      .get<T>(path, { signal: controller.signal })
      .then((answer) => {
        put(answer);
        setListing({ state: "read" });
      })
      .catch((error: unknown) => {
        if (!controller.signal.aborted) setListing({ state: "failed", problem: problemOf(error) });
      });
    return () => controller.abort();
  }, [path, put, cutOff]);
  return listing;
}
