"use client";
import { type RefObject, useEffect, useState } from "react";
import type { Event } from "@/lib/contract";
import { type Held, heldBelow } from "./held";

/** So far down the top of the list is out of sight. */
const SCROLLED_PX = 40;

/**
 * Keeps the rows in place while somebody reads them. What comes meanwhile is counted; `show` lets it in.
 */
export function useHeld(
  events: readonly Event[],
  list: RefObject<HTMLElement | null>,
): Held & { readonly show: () => void } {
  const reading = useReading(list);
  const [top, setTop] = useState<string | null>(null);
  const newest = events[0]?.id ?? null;
  const known = top !== null && events.some(({ id }) => id === top);
  const due = !reading ? null : known ? top : newest;
  if (due !== top) setTop(due);
  return { ...heldBelow(events, due), show: () => setTop(newest) };
}

/** Whether somebody reads the list: it is scrolled, under the pointer, or holds the focus. */
function useReading(list: RefObject<HTMLElement | null>): boolean {
  const [signs, setSigns] = useState({ scrolled: false, pointed: false, focused: false });
  useEffect(() => {
    const note = (change: Partial<typeof signs>): void =>
      setSigns((now) =>
        Object.entries(change).every(([sign, value]) => Reflect.get(now, sign) === value)
          ? now
          : { ...now, ...change },
      );
    const inside = (target: EventTarget | null): boolean =>
      target instanceof Node && list.current?.contains(target) === true;
    const stop = new AbortController();
    const { signal } = stop;
    const scroll = (): void => note({ scrolled: window.scrollY > SCROLLED_PX });
    scroll();
    window.addEventListener("scroll", scroll, { passive: true, signal });
    document.addEventListener("pointerover", ({ target }) => note({ pointed: inside(target) }), { signal });
    document.documentElement.addEventListener("pointerleave", () => note({ pointed: false }), { signal });
    document.addEventListener("focusin", ({ target }) => note({ focused: inside(target) }), { signal });
    document.addEventListener("focusout", () => note({ focused: false }), { signal });
    return () => stop.abort();
  }, [list]);
  return signs.scrolled || signs.pointed || signs.focused;
}
