"use client";
import { parseAsIsoDateTime, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { liveStore, thaw } from "@/components/live/store";
import {
  around,
  holds,
  type Period,
  type Range,
  rangeMs,
  ranges,
  type Shown,
  shownOf,
  zoomedOut,
} from "./period";

const parsers = {
  range: parseAsStringLiteral(ranges).withDefault("15m"),
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
  at: parseAsIsoDateTime,
};

export interface Time {
  /** The range that the page has, or would have if it were live. */
  readonly range: Range;
  readonly shown: Shown;
  readonly setRange: (range: Range) => void;
  readonly showPeriod: (period: Period) => void;
  /** Shows the group as it was. `window` is the period that the charts show now; they stay on it if the moment is in it. */
  readonly showAt: (atMs: number, window?: Period) => void;
  readonly zoomOut: () => void;
  readonly goLive: () => void;
}

/** What time the page shows, from its URL. Every change is a step that the browser's Back undoes. */
export function useTime(): Time {
  const [{ range, from, to, at }, set] = useQueryStates(parsers, { history: "push" });
  const shown = useMemo(() => shownOf({ range, from, to, at }), [range, from, to, at]);
  return useMemo((): Time => {
    const lengthMs = shown.is === "live" ? shown.lengthMs : shown.period.toMs - shown.period.fromMs;
    const leave = (period: Period, atMs: number | null): void => {
      // A view that was held is let go: what comes instead stands still by itself.
      thaw();
      void set({
        from: new Date(period.fromMs),
        to: new Date(period.toMs),
        at: atMs === null ? null : new Date(atMs),
      });
    };
    return {
      range,
      shown,
      setRange: (next) => {
        thaw();
        void set({ range: next, from: null, to: null, at: null });
      },
      showPeriod: (period) =>
        leave(period, shown.is === "past" && holds(period, shown.atMs) ? shown.atMs : null),
      showAt: (wantedMs, window) => {
        // Of the moment of an event that has just come there may be no sample yet.
        const atMs = Math.min(wantedMs, newestMs());
        const stay = shown.is === "past" ? shown.period : window;
        leave(stay !== undefined && holds(stay, atMs) ? stay : around(atMs, lengthMs, newestMs()), atMs);
      },
      zoomOut: () => {
        const now = newestMs();
        const period = shown.is === "past" ? shown.period : { fromMs: now - rangeMs[range], toMs: now };
        leave(zoomedOut(period, now), shown.is === "past" ? shown.atMs : null);
      },
      goLive: () => {
        thaw();
        if (shown.is === "past") void set({ from: null, to: null, at: null });
      },
    };
  }, [range, shown, set]);
}

/** Now by the server's clock, as far as the page has heard it: the newest sample of any group. Unix milliseconds. */
export function newestMs(): number {
  const { frozenAt, view } = liveStore.getState();
  const sampled = Object.values(view.groups).flatMap(({ sampledAt }) =>
    sampledAt === null ? [] : [Date.parse(sampledAt)],
  );
  return sampled.length === 0 ? (frozenAt ?? Date.now()) : Math.max(...sampled);
}
