"use client";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { Listing } from "@/components/listing/use-listing";
import { api, problemOf } from "@/components/live/api";
import { useEvents, useFreshnessState } from "@/components/live/store";
import type { Event } from "@/lib/contract";
import { type EventFilter, mergeEvents } from "./merge";

const PAGE = 100;

interface Pages {
  readonly events: readonly Event[];
  /** Nothing older is left. */
  readonly complete: boolean;
}

function readPage(
  { group, type }: EventFilter,
  before: Event | undefined,
  signal: AbortSignal,
): Promise<Pages> {
  const query = new URLSearchParams({ limit: String(PAGE) });
  if (group !== null) query.set("group", group);
  if (type !== null) query.set("type", type);
  if (before !== undefined) query.set("to", before.at);
  return api
    .get<{ events: Event[] }>(`/api/events?${query}`, { signal })
    .then(({ events }) => ({ events, complete: events.length < PAGE }));
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
    (known: readonly Event[], signal: AbortSignal) => {
      setListing({ state: "reading" });
      readPage({ group, type }, known.at(-1), signal)
        .then((page) => {
          const ids = new Set(known.map((event) => event.id));
          const added = page.events.filter((event) => !ids.has(event.id));
          setPages({ events: [...known, ...added], complete: page.complete || added.length === 0 });
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
    read([], controller.signal);
    return () => controller.abort();
  }, [read, cutOff]);

  const events = useMemo(
    () => (pages === null ? [] : mergeEvents(pages.events, pushed, { group, type }, pages.complete)),
    [pages, pushed, group, type],
  );
  return {
    events,
    listing,
    complete: pages?.complete ?? false,
    more: () => {
      if (listing.state !== "reading") read(pages?.events ?? [], new AbortController().signal);
    },
  };
}
