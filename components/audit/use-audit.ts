"use client";
import { useCallback, useEffect, useState } from "react";
import type { Listing } from "@/components/listing/use-listing";
import { api, problemOf } from "@/components/live/api";
import { useEvents, useFreshnessState } from "@/components/live/store";
import type { AuditEntry } from "@/lib/contract";
import { type AuditFilter, auditPath } from "./audit-path";
import { below, onTop, type Pages } from "./merge";

const PAGE = "100";

export interface Audit {
  readonly entries: readonly AuditEntry[];
  readonly listing: Listing;
  readonly complete: boolean;
  readonly more: () => void;
}

/**
 * The audit by page, newest first. Its rows are not pushed: what is new is read whenever an event tells that something has
 * happened, and after a lost connection.
 */
export function useAudit({ group, kind, actor, seconds }: AuditFilter): Audit {
  const [pages, setPages] = useState<Pages | null>(null);
  const [listing, setListing] = useState<Listing>({ state: "reading" });
  const cutOff = useFreshnessState() === "stale";
  const newest = useEvents()[0]?.id ?? null;

  const read = useCallback(
    (cursor: string | null, put: (page: Pages) => void, signal: AbortSignal) => {
      setListing({ state: "reading" });
      const more = { limit: PAGE, ...(cursor !== null && { cursor }) };
      api
        .get<Pages>(auditPath({ group, kind, actor, seconds }, more, Date.now()), { signal })
        .then((page) => {
          put(page);
          setListing({ state: "read" });
        })
        .catch((error: unknown) => {
          if (!signal.aborted) setListing({ state: "failed", problem: problemOf(error) });
        });
    },
    [group, kind, actor, seconds],
  );

  // Another filter is another list.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `read` is new with each filter
  useEffect(() => setPages(null), [read]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each event is a reason to look again
  useEffect(() => {
    if (cutOff) return;
    const controller = new AbortController();
    read(null, (page) => setPages((known) => onTop(page, known)), controller.signal);
    return () => controller.abort();
  }, [read, cutOff, newest]);

  return {
    entries: pages?.entries ?? [],
    listing,
    complete: pages !== null && pages.next === null,
    more: () => {
      if (listing.state === "reading" || pages === null) return;
      read(pages.next, (page) => setPages(below(pages, page)), new AbortController().signal);
    },
  };
}
