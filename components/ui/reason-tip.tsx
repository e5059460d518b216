"use client";
import type { ReactNode } from "react";
import { createPortal } from "react-dom";

const WIDTH = 280;
const EDGE = 12;

/**
 * Why a button cannot be pressed, under it. It is a sibling and not a wrapper, so that the button stays the same element
 * when it becomes blocked and keeps the focus a dialog gave back to it. `urgent`: it came by itself, so it is read out.
 */
export function ReasonTip({
  under,
  urgent = false,
  children,
}: {
  under: DOMRect;
  urgent?: boolean;
  children: ReactNode;
}) {
  const left = Math.max(EDGE, Math.min(under.left, window.innerWidth - WIDTH - EDGE));
  return createPortal(
    <div
      role={urgent ? "alert" : "tooltip"}
      className="pointer-events-none fixed z-60 w-max animate-[fade_120ms_ease-out] rounded-md border border-strong bg-surface px-2.5 py-1.5 text-12 text-fg"
      style={{ left, top: under.bottom + 6, maxWidth: WIDTH }}
    >
      {children}
    </div>,
    document.body,
  );
}
