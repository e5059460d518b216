"use client";
import { History } from "lucide-react";
import { useEffect, useRef } from "react";
import { formatClock } from "@/components/ui/time";
import { BOX, plotTopOf, plotWidth, type TimeAxis, xOf } from "./geometry";

const WIDTH_PX = 276;

/**
 * What can be done with the moment that was clicked, or chosen by arrows and Enter: show the whole group as it was then.
 * Esc and a press elsewhere take it away.
 */
export function PickedMoment({
  axis,
  atMs,
  byKey,
  onShow,
  onClose,
}: {
  axis: TimeAxis;
  atMs: number;
  /** It was chosen by key, so it has the keys. */
  byKey: boolean;
  onShow: () => void;
  onClose: () => void;
}) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!byKey) return;
    const before = document.activeElement;
    button.current?.focus();
    return () => {
      if (before instanceof SVGElement || before instanceof HTMLElement) before.focus();
    };
  }, [byKey]);
  useEffect(() => {
    const press = (event: PointerEvent): void => {
      if (!(event.target instanceof Node) || button.current?.contains(event.target) !== true) onClose();
    };
    const key = (event: KeyboardEvent): void => {
      if (event.key === "Escape") onClose();
    };
    document.addEventListener("pointerdown", press, true);
    document.addEventListener("keydown", key);
    return () => {
      document.removeEventListener("pointerdown", press, true);
      document.removeEventListener("keydown", key);
    };
  }, [onClose]);
  const width = Math.min(WIDTH_PX, axis.width - 16);
  const left = Math.min(
    Math.max(8, xOf(axis, atMs) - width / 2),
    Math.max(8, BOX.left + plotWidth(axis) - width),
  );
  return (
    <button
      ref={button}
      type="button"
      onClick={onShow}
      className="absolute z-20 flex h-[30px] items-center justify-center gap-2 whitespace-nowrap rounded-md border border-strong bg-surface px-2 font-medium text-12 hover:bg-inset"
      style={{ left, width, top: plotTopOf(2) + BOX.plotHeight - 34 }}
    >
      <History size={14} strokeWidth={1.5} aria-hidden="true" />
      Show the group as it was at {formatClock(atMs, axis.toMs)}
    </button>
  );
}
