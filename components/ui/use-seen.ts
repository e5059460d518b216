"use client";
import { type RefCallback, useCallback, useState } from "react";

/** How far from the window something counts as seen already, so that a scroll finds it there. */
const MARGIN = "200px";

/** Whether the element that `place` is given has been in the window, or near it, since it was drawn. */
export function useSeen(): { readonly seen: boolean; readonly place: RefCallback<HTMLElement> } {
  const [seen, setSeen] = useState(false);
  const place = useCallback((element: HTMLElement) => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        setSeen(true);
        observer.disconnect();
      },
      { rootMargin: MARGIN },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { seen, place };
}
