"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { useEffect, useRef } from "react";
import { freeze, thaw, useFrozenAt, useReady } from "@/components/live/store";
import { useShortcuts } from "./shortcuts";
import { withFrozen } from "./with-frozen";

/**
 * Keeps `frozen` in the URL in step with the store, over navigation too. A page opened with it freezes at its first
 * picture, and the URL then says that moment: what is shown is never older or newer than what is written.
 */
export function FreezeSync() {
  const ready = useReady();
  const frozenAt = useFrozenAt();
  const path = usePathname();
  const query = useSearchParams().toString();
  const opened = useRef(false);

  useEffect(() => {
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
    if (wanted !== here) window.history.replaceState(null, "", `${wanted}${location.hash}`);
  }, [ready, frozenAt, path, query]);

  useShortcuts([
    {
      keys: "Space",
      label: frozenAt === null ? "Freeze the view" : "Go live",
      run: () => (frozenAt === null ? freeze(Date.now()) : thaw()),
    },
  ]);
  return null;
}
