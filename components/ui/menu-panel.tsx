"use client";
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { createPortal } from "react-dom";
import { entryFor } from "./menu-keys";
import { placeOf } from "./menu-place";

interface PanelProps {
  anchor: RefObject<HTMLElement | null>;
  labelId: string;
  align: "start" | "end";
  /** Opened by a key: the first entry takes the focus at once. */
  focusFirst: boolean;
  className?: string;
  /** Closes, and the focus goes back. */
  onClose: () => void;
  /** Closes because the focus or the pointer went elsewhere. */
  onLeave: () => void;
  children: ReactNode;
}

/** The open menu: on top of everything, with the focus in it, until something is chosen or the user turns elsewhere. */
export function MenuPanel({
  anchor,
  labelId,
  align,
  focusFirst,
  className = "min-w-48 max-w-80",
  onClose,
  onLeave,
  children,
}: PanelProps) {
  const panel = useRef<HTMLDivElement>(null);
  const place = usePlace(anchor, align);
  useLayoutEffect(() => {
    const first = focusFirst ? entriesOf(panel.current)[0] : undefined;
    (first ?? panel.current)?.focus({ preventScroll: true });
  }, [focusFirst]);
  useElsewhere([panel, anchor], onLeave);

  const press = (event: KeyboardEvent): void => {
    // What stands around the button has keys of its own.
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // From the button, on which the focus is then, Tab goes on as ever.
    if (event.key === "Escape" || event.key === "Tab") onClose();
    const entries = entriesOf(panel.current);
    const { activeElement } = document;
    const current = activeElement instanceof HTMLElement ? entries.indexOf(activeElement) : -1;
    const next = entryFor(
      event.key,
      current,
      entries.map(({ textContent }) => textContent),
    );
    if (next === null) return;
    event.preventDefault();
    entries[next]?.focus();
  };

  return createPortal(
    <div
      ref={panel}
      role="menu"
      tabIndex={-1}
      aria-labelledby={labelId}
      onKeyDown={press}
      onClick={(event) => event.stopPropagation()}
      onPointerDown={(event) => event.stopPropagation()}
      className={`fixed z-50 ${className} animate-[fade_120ms_ease-out] overflow-y-auto rounded-md border border-strong bg-surface p-1 outline-none`}
      style={place}
    >
      {children}
    </div>,
    document.body,
  );
}

const entriesOf = (panel: HTMLElement | null): HTMLElement[] => [
  ...(panel?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? []),
];

/** Follows the button while the page scrolls or changes its size. */
function usePlace(anchor: RefObject<HTMLElement | null>, align: "start" | "end"): CSSProperties {
  const [place, setPlace] = useState<CSSProperties>({});
  useLayoutEffect(() => {
    const gone = new AbortController();
    const follow = (): void => {
      const box = anchor.current?.getBoundingClientRect();
      const { clientWidth, clientHeight } = document.documentElement;
      if (box !== undefined) setPlace(placeOf(box, clientWidth, clientHeight, align));
    };
    follow();
    window.addEventListener("scroll", follow, { capture: true, signal: gone.signal });
    window.addEventListener("resize", follow, { signal: gone.signal });
    return () => gone.abort();
  }, [anchor, align]);
  return place;
}

/** Tells when the pointer goes down, or the focus goes, outside of all `inside`. */
function useElsewhere(inside: readonly RefObject<HTMLElement | null>[], tell: () => void): void {
  useEffect(() => {
    const gone = new AbortController();
    const look = ({ target }: Event): void => {
      const isInside = inside.some(({ current }) => target instanceof Node && current?.contains(target));
      if (!isInside) tell();
    };
    document.addEventListener("pointerdown", look, { capture: true, signal: gone.signal });
    document.addEventListener("focusin", look, { signal: gone.signal });
    return () => gone.abort();
  });
}
