"use client";
import { useCallback, useEffect, useRef, useState } from "react";
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
  const asked = useRef<AbortController | null>(null);
  const readAgain = useCallback(() => {
    asked.current?.abort();
    const controller = new AbortController();
    asked.current = controller;
    api.get<T>(path, { signal: controller.signal }).then(
      (read) => {
        setAnswer(read);
        setListing({ state: "read" });
      },
      (error: unknown) => {
        if (!controller.signal.aborted) setListing({ state: "failed", problem: problemOf(error) });
      },
    );
  }, [path]);
  useEffect(() => {
    readAgain();
    return () => asked.current?.abort();
  }, [readAgain]);
  return { answer, listing, readAgain };
}
