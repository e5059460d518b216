"use client";
import { useEffect, useRef } from "react";
import { freeze, thaw, useFrozenAt, useReady } from "@/components/live/store";
import { useShortcuts } from "./shortcuts";
import { useFrozenParam } from "./url-state";

/**
 * Keeps `frozen` in the URL in step with the store. A page opened with it freezes at its first picture,
 * and the URL then says that moment: what is shown is never older or newer than what is written.
 */
export function FreezeSync() {
  const ready = useReady();
  const frozenAt = useFrozenAt();
  const [param, setParam] = useFrozenParam();
  const taken = useRef(false);

  useEffect(() => {
    if (!ready) return;
    if (!taken.current) {
      taken.current = true;
      if (param !== null) freeze(Date.now());
      return;
    }
    if (param !== frozenAt) void setParam(frozenAt);
  }, [ready, param, frozenAt, setParam]);

  useShortcuts([
    {
      keys: "Space",
      label: frozenAt === null ? "Freeze the view" : "Go live",
      run: () => (frozenAt === null ? freeze(Date.now()) : thaw()),
    },
  ]);
  return null;
}
