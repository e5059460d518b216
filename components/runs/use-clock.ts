"use client";
import { useEffect, useState } from "react";

/** The time, every `periodMs`, for as long as it is not null. Unix milliseconds of this machine. */
export function useClock(periodMs: number | null): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (periodMs === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), periodMs);
    return () => clearInterval(timer);
  }, [periodMs]);
  return now;
}
