"use client";
import type { ReactNode } from "react";
import { createPortal } from "react-dom";

const WIDTH = 320;
const EDGE = 12;
/** Below this there is no room above. */
const ROOM_PX = 120;

/** Words under, or above, the box of an element, on top of everything else. The pointer passes through unless it may rest on it. */
export function Tip({
  box,
  side = "bottom",
  children,
  ...rest
}: {
  box: DOMRect;
  side?: "top" | "bottom";
  children: ReactNode;
  id?: string;
  onPointerEnter?: () => void;
  onPointerLeave?: () => void;
}) {
  const left = Math.max(EDGE, Math.min(box.left, window.innerWidth - WIDTH - EDGE));
  const above = side === "top" && box.top > ROOM_PX;
  return createPortal(
    <div
      role="tooltip"
      {...rest}
      className={`fixed z-60 w-max animate-[fade_120ms_ease-out] rounded-md border border-strong bg-surface px-2.5 py-1.5 text-12 text-fg ${rest.onPointerEnter === undefined ? "pointer-events-none" : ""}`}
      style={{
        left,
        maxWidth: WIDTH,
        ...(above ? { bottom: window.innerHeight - box.top + 6 } : { top: box.bottom + 6 }),
      }}
    >
      {children}
    </div>,
    document.body,
  );
}
