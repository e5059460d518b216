import type { CSSProperties } from "react";

/** The widest a menu is. */
export const MENU_WIDTH = 320;
const GAP = 4;
const EDGE = 8;
/** With less room than this below, and more above, a menu opens upwards. */
const ROOM = 240;

interface Box {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/**
 * Where a menu stands in a view of `width` × `height` px: under the box it belongs to, flush with its start or end,
 * or above it where there is more room; never past an edge.
 */
export function placeOf(box: Box, width: number, height: number, align: "start" | "end"): CSSProperties {
  const most = Math.max(EDGE, width - MENU_WIDTH - EDGE);
  const within = (at: number): number => Math.min(Math.max(EDGE, at), most);
  const [below, above] = [height - box.bottom - GAP - EDGE, box.top - GAP - EDGE];
  return {
    ...(align === "end" ? { right: within(width - box.right) } : { left: within(box.left) }),
    ...(below < ROOM && above > below
      ? { bottom: height - box.top + GAP, maxHeight: above }
      : { top: box.bottom + GAP, maxHeight: below }),
  };
}
