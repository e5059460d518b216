import { useEffect, useRef } from "react";

/** How long the pointer must rest before words come up. */
const SHOW_MS = 300;
/** Time to move from the element to its words. */
const HIDE_MS = 150;

interface Hover {
  readonly show: (element: Element) => void;
  readonly showSoon: (element: Element) => void;
  readonly stay: () => void;
  readonly hide: () => void;
  readonly hideSoon: () => void;
}

/** When words about an element come and go: `setBox` gets the element's box, or null. They also go with Esc and when anything scrolls. */
export function useHover(shown: boolean, setBox: (box: DOMRect | null) => void): Hover {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stay = (): void => clearTimeout(timer.current);
  const after = (ms: number, act: () => void): void => {
    stay();
    timer.current = setTimeout(act, ms);
  };
  const show = (element: Element): void => {
    stay();
    setBox(element.getBoundingClientRect());
  };
  const hide = (): void => {
    stay();
    setBox(null);
  };

  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (!shown) return;
    const gone = new AbortController();
    const end = (): void => setBox(null);
    document.addEventListener("scroll", end, { capture: true, signal: gone.signal });
    document.addEventListener("keydown", ({ key }) => key === "Escape" && end(), { signal: gone.signal });
    return () => gone.abort();
  }, [shown, setBox]);

  return {
    show,
    showSoon: (element) => after(SHOW_MS, () => show(element)),
    stay,
    hide,
    hideSoon: () => after(HIDE_MS, hide),
  };
}
