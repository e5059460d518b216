"use client";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { Listing } from "@/components/listing/use-listing";
import { api, problemOf } from "@/components/live/api";
import { useEvents, useFreshnessState } from "@/components/live/store";
import type { Event, EventPage } from "@/lib/contract";
import { type EventFilter, filterQuery, mergeEvents } from "./merge";

const PAGE = 100;

interface Pages {
  readonly events: readonly Event[];
  /** Where the next page begins; null: nothing older is left. */
  readonly next: string | null;
}

function readPage(filter: EventFilter, cursor: string | null, signal: AbortSignal): Promise<EventPage> {
  const query = filterQuery(filter);
  query.set("limit", String(PAGE));
  if (cursor !== null) query.set("cursor", cursor);
  return api.get<EventPage>(`/api/events?${query}`, { signal });
}

export interface Timeline {
  readonly events: readonly Event[];
  readonly listing: Listing;
  readonly complete: boolean;
  readonly more: () => void;
}

/**
 * Events by page, newest first, with those pushed since the page was opened. Read anew after a lost connection. `filter` keeps
 * its identity for as long as it stays the same.
 */
export function useTimeline(filter: EventFilter): Timeline {
  const [pages, setPages] = useState<Pages | null>(null);
  const [listing, setListing] = useState<Listing>({ state: "reading" });
  const cutOff = useFreshnessState() === "stale";
  const pushed = useEvents();

  const read = useCallback(
    (known: Pages | null, signal: AbortSignal) => {
      setListing({ state: "reading" });
      readPage(filter, known?.next ?? null, signal)
        .then((page) => {
          setPages({ events: [...(known?.events ?? []), ...page.events], next: page.next });
          setListing({ state: "read" });
        })
        .catch((error: unknown) => {
          if (!signal.aborted) setListing({ state: "failed", problem: problemOf(error) });
        });
    },
    [filter],
  );

  useEffect(() => {
    if (cutOff) return;
    const controller = new AbortController();
    read(null, controller.signal);
    return () => controller.abort();
  }, [read, cutOff]);

  const events = useMemo(
    () => (pages === null ? [] : mergeEvents(pages.events, pushed, filter, pages.next === null)),
    [pages, pushed, filter],
  );
  return {
    events,
    listing,
    complete: pages !== null && pages.next === null,
    more: () => {
      if (listing.state !== "reading") read(pages, new AbortController().signal);
    },
  };
}
