"use client";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { Listing } from "@/components/listing/use-listing";
import { api, problemOf } from "@/components/live/api";
import { useEvents, useFreshnessState } from "@/components/live/store";
import type { Event, EventPage } from "@/lib/contract";
import { type EventFilter, mergeEvents } from "./merge";

const PAGE = 100;

interface Pages {
  readonly events: readonly Event[];
  /** Where the next page begins; null: nothing older is left. */
  readonly next: string | null;
}

function readPage(
  { group, type }: EventFilter,
  cursor: string | null,
  signal: AbortSignal,
): Promise<EventPage> {
  const query = new URLSearchParams({ limit: String(PAGE) });
  if (group !== null) query.set("group", group);
  if (type !== null) query.set("type", type);
  if (cursor !== null) query.set("cursor", cursor);
  return api.get<EventPage>(`/api/events?${query}`, { signal });
}

export interface Timeline {
  readonly events: readonly Event[];
  readonly listing: Listing;
  readonly complete: boolean;
  readonly more: () => void;
}

/** Events by page, newest first, with those pushed since the page was opened. Read anew after a lost connection. */
export function useTimeline(filter: EventFilter): Timeline {
  const { group, type } = filter;
  const [pages, setPages] = useState<Pages | null>(null);
  const [listing, setListing] = useState<Listing>({ state: "reading" });
  const cutOff = useFreshnessState() === "stale";
  const pushed = useEvents();

  const read = useCallback(
    (known: Pages | null, signal: AbortSignal) => {
      setListing({ state: "reading" });
      readPage({ group, type }, known?.next ?? null, signal)
        .then((page) => {
          setPages({ events: [...(known?.events ?? []), ...page.events], next: page.next });
          setListing({ state: "read" });
        })
        .catch((error: unknown) => {
          if (!signal.aborted) setListing({ state: "failed", problem: problemOf(error) });
        });
    },
    [group, type],
  );

  useEffect(() => {
    if (cutOff) return;
    const controller = new AbortController();
    read(null, controller.signal);
    return () => controller.abort();
  }, [read, cutOff]);

  const events = useMemo(
    () => (pages === null ? [] : mergeEvents(pages.events, pushed, { group, type }, pages.next === null)),
    [pages, pushed, group, type],
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
