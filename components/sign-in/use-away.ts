"use client";
import { useEffect, useState } from "react";

/** After this an answer is no longer on its way. Milliseconds. */
const PATIENCE_MS = 3000;

/** Whether something has been awaited for so long that it will not come by itself. */
export function useAway(awaited: boolean): boolean {
  const [away, setAway] = useState(false);
  useEffect(() => {
    if (!awaited) return;
    const timer = setTimeout(() => setAway(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [awaited]);
  return awaited && away;
}
