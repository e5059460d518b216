"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { useEffect, useRef } from "react";
import { withBase } from "@/components/live/base";
import { freeze, useFrozenAt, useReady } from "@/components/live/store";
import { frozenOf, hasTime, lastingQuery } from "@/components/time/share";
import { useTime } from "@/components/time/use-time";
import { useShortcuts } from "./shortcuts";
import { withFrozen } from "./with-frozen";

/**
 * Keeps `frozen` in the URL in step with the store, over navigation too. A page opened with it shows that moment again:
 * a group or an instance from what was kept, as a period that ends there; any other page freezes at its first picture,
 * and the URL then says that moment. What is shown is never older or newer than what is written.
 */
export function FreezeSync() {
  const ready = useReady();
  const frozenAt = useFrozenAt();
  const path = usePathname();
  const query = useSearchParams().toString();
  const opened = useRef(false);
  const { shown, goLive } = useTime();

  useEffect(() => {
    const frozenMs = opened.current || !hasTime(path) ? null : frozenOf(query, Date.now());
    if (frozenMs !== null) {
      opened.current = true;
      const there = `${path}${lastingQuery(query, shown, frozenMs)}`;
      window.history.replaceState(null, "", withBase(`${there}${location.hash}`));
      return;
    }
    if (!ready) return;
    if (!opened.current) {
      opened.current = true;
      if (new URLSearchParams(query).has("frozen")) {
        freeze(Date.now());
        return;
      }
    }
    const here = `${path}${query === "" ? "" : `?${query}`}`;
    const wanted = `${path}${withFrozen(query, frozenAt)}`;
    if (wanted !== here) window.history.replaceState(null, "", withBase(`${wanted}${location.hash}`));
  }, [ready, frozenAt, path, query, shown]);

  useShortcuts([
    {
      keys: "Space",
      label: frozenAt === null && shown.is === "live" ? "Freeze the view" : "Go live",
      run: () => (frozenAt === null && shown.is === "live" ? freeze(Date.now()) : goLive()),
    },
  ]);
  return null;
}
