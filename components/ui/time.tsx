"use client";
import { usePastMs } from "@/components/live/past";
import { useNow } from "@/components/live/store";
import { formatAge } from "./age";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

/** Local time, `14:03:12`; with the day before it when that is not today. */
export function formatClock(ms: number, nowMs: number): string {
  const date = new Date(ms);
  const today = date.toDateString() === new Date(nowMs).toDateString();
  return today ? clock.format(date) : `${day.format(date)} ${clock.format(date)}`;
}

const wholeDay = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });

/** The local day a moment lies in: `Today`, `Yesterday`, `Tuesday 24 November`. */
export function dayOf(ms: number, nowMs: number): string {
  const date = new Date(ms);
  const yesterday = new Date(nowMs);
  yesterday.setDate(yesterday.getDate() - 1);
  if (date.toDateString() === new Date(nowMs).toDateString()) return "Today";
  return date.toDateString() === yesterday.toDateString() ? "Yesterday" : wholeDay.format(date);
}

/** A moment in local time, UTC on hover. `at` is an ISO string or Unix milliseconds. */
export function Clock({ at }: { at: string | number }) {
  const date = new Date(at);
  return (
    <time dateTime={date.toISOString()} title={utcOf(date)} className="whitespace-nowrap">
      {formatClock(date.getTime(), Date.now())}
    </time>
  );
}

/** How long ago, counting each second: `18 s`; where the page shows the past, how long before that. The moment itself on hover. */
export function TimeAgo({ at, suffix = "" }: { at: string | number; suffix?: string }) {
  const date = new Date(at);
  const past = usePastMs();
  const present = useNow(past === null);
  const now = past ?? present;
  return (
    <time dateTime={date.toISOString()} title={utcOf(date)} className="whitespace-nowrap">
      {formatAge((now - date.getTime()) / 1000)}
      {suffix}
    </time>
  );
}

/** `2026-11-24 14:03:12 UTC`. */
export const utcOf = (at: Date | number): string =>
  `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
