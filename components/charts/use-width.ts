"use client";
import { type RefObject, useLayoutEffect, useRef, useState } from "react";

/** The width of an element in whole pixels, followed as it changes; 0 before it is known. */
export function useWidth(): [RefObject<HTMLDivElement | null>, number] {
  const element = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const at = element.current;
    if (at === null) return;
    const observer = new ResizeObserver(() => setWidth(Math.floor(at.clientWidth)));
    observer.observe(at);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}
