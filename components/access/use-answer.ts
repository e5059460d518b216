"use client";
import { useCallback, useEffect, useState } from "react";
import type { Listing } from "@/components/listing/use-listing";
import { api, problemOf } from "@/components/live/api";

/**
 * What a path answers, asked for once and whenever it is told to; what is not pushed has no other way. What was read last
 * stands until the next answer.
 */
export function useAnswer<T>(path: string): {
  readonly answer: T | null;
  readonly listing: Listing;
  readonly readAgain: () => void;
} {
  const [answer, setAnswer] = useState<T | null>(null);
  const [listing, setListing] = useState<Listing>({ state: "reading" });
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each round is a reason to read again
  useEffect(() => {
    const controller = new AbortController();
    api.get<T>(path, { signal: controller.signal }).then(
      (read) => {
        setAnswer(read);
        setListing({ state: "read" });
      },
      (error: unknown) => {
        if (!controller.signal.aborted) setListing({ state: "failed", problem: problemOf(error) });
      },
    );
    return () => controller.abort();
  }, [path, round]);
  return { answer, listing, readAgain: useCallback(() => setRound((n) => n + 1), []) };
}
