import { between, type Period } from "@/components/time/period";
import { BOX, plotWidth, type TimeAxis } from "./geometry";

/** A shorter way is a click by an unsteady hand. Pixels. */
export const LEAST_DRAG_PX = 6;

/** The moment at a place of the frame, kept within the axis. Unix milliseconds. */
export function msAt(axis: TimeAxis, x: number): number {
  const share = (x - BOX.left) / Math.max(1, plotWidth(axis));
  return axis.fromMs + Math.min(1, Math.max(0, share)) * (axis.toMs - axis.fromMs);
}

/** Whether a drag or a click may begin there: on the plots, the ribbons or the axis, not beside or above them. */
export const isOnPlots = (axis: TimeAxis, x: number, y: number): boolean =>
  x >= BOX.left && x <= BOX.left + plotWidth(axis) && y >= BOX.plotTop;

/** The period that was drawn out from one place to another; null: that was a click. */
export const draggedPeriod = (axis: TimeAxis, fromX: number, toX: number): Period | null =>
  Math.abs(toX - fromX) < LEAST_DRAG_PX ? null : between(msAt(axis, fromX), msAt(axis, toX));
