"use client";
import { useEffect, useState } from "react";
import { serverNowMs } from "@/components/live/server-clock";

/**
 * The time by Tidemark's clock, every `periodMs`, for as long as it is not null. Unix milliseconds. Runs begin by that clock:
 * a browser whose own is wrong counts rightly all the same.
 */
export function useClock(periodMs: number | null): number {
  const [now, setNow] = useState(serverNowMs);
  useEffect(() => {
    if (periodMs === null) return;
    setNow(serverNowMs());
    const timer = setInterval(() => setNow(serverNowMs()), periodMs);
    return () => clearInterval(timer);
  }, [periodMs]);
  return now;
}
