"use client";
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

/** A moment in local time, UTC on hover. `at` is an ISO string or Unix milliseconds. */
export function Clock({ at }: { at: string | number }) {
  const date = new Date(at);
  return (
    <time dateTime={date.toISOString()} title={utcOf(date)} className="whitespace-nowrap">
      {formatClock(date.getTime(), Date.now())}
    </time>
  );
}

/** How long ago, counting each second: `18 s`. The moment itself on hover. */
export function TimeAgo({ at, suffix = "" }: { at: string | number; suffix?: string }) {
  const date = new Date(at);
  const now = useNow(true);
  return (
    <time dateTime={date.toISOString()} title={utcOf(date)} className="whitespace-nowrap">
      {formatAge((now - date.getTime()) / 1000)}
      {suffix}
    </time>
  );
}

const utcOf = (date: Date): string => `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
