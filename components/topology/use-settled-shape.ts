"use client";
import { useEffect, useRef, useState } from "react";
import { type Shape, sameCards } from "./shape";

/** A handover tells its changes one after the other. Once nothing more has come for so long, they are laid out as one. */
const QUIET_MS = 400;
/** However much still changes. */
const MOST_MS = 1_500;

/**
 * The shape to lay out: the newest, but of several moves in a row only the last, so that cards glide once. Who comes or goes
 * is shown at once, and so is everything where `atOnce`.
 */
export function useSettledShape(shape: Shape | null, atOnce: boolean): Shape | null {
  const [laid, setLaid] = useState(shape);
  const sinceMs = useRef<number | null>(null);
  const moves = !atOnce && laid !== null && shape !== null && shape !== laid && sameCards(laid, shape);
  if (!moves && laid !== shape) setLaid(shape);
  useEffect(() => {
    if (!moves) {
      sinceMs.current = null;
      return;
    }
    const now = Date.now();
    sinceMs.current ??= now;
    const waitMs = Math.min(QUIET_MS, Math.max(0, sinceMs.current + MOST_MS - now));
    const timer = setTimeout(() => setLaid(shape), waitMs);
    return () => clearTimeout(timer);
  }, [moves, shape]);
  return moves ? laid : shape;
}
