"use client";
import { useEffect, useRef, useState } from "react";
import type { Period } from "@/components/time/period";
import { draggedPeriod, isOnPlots, msAt } from "./drag";
import { BOX, heightFor, plotTopOf, ribbonTopOf, type TimeAxis, xOf } from "./geometry";

interface Drag {
  readonly pointer: number;
  readonly fromX: number;
  readonly toX: number;
}

/**
 * Drag over the charts to zoom. It listens on the element it stands in, so that the plots below still have their cursor,
 * and its band lives here alone, so that drawing it out renders no plot. A touch that moves up or down scrolls the page:
 * the element has `touch-action: pan-y`.
 */
export function ZoomLayer({
  axis,
  ribbons,
  onZoom,
  onClick,
}: {
  axis: TimeAxis;
  ribbons: number;
  onZoom: (period: Period) => void;
  /** A press that was no drag, on a plot. */
  onClick: () => void;
}) {
  const layer = useRef<SVGSVGElement>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const latest = useRef({ axis, onZoom, onClick });
  useEffect(() => {
    latest.current = { axis, onZoom, onClick };
  });

  useEffect(() => {
    const frame = layer.current?.parentElement;
    if (frame == null) return;
    let current: Drag | null = null;
    const put = (next: Drag | null): void => {
      current = next;
      setDrag(next);
    };
    const place = (event: PointerEvent): { x: number; y: number } => {
      const box = frame.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    const isButton = (event: Event): boolean =>
      event.target instanceof Element && event.target.closest("button, a") !== null;
    // A drag selects no text, and a click leaves the focus where it is: plots have it for the keys alone.
    const press = (event: MouseEvent): void => {
      if (event.button === 0 && !isButton(event)) event.preventDefault();
    };
    const down = (event: PointerEvent): void => {
      if (event.button !== 0 || !event.isPrimary) return;
      if (isButton(event)) return;
      const { x, y } = place(event);
      if (isOnPlots(latest.current.axis, x, y)) put({ pointer: event.pointerId, fromX: x, toX: x });
    };
    const move = (event: PointerEvent): void => {
      if (current === null || event.pointerId !== current.pointer) return;
      const next = { ...current, toX: place(event).x };
      // Only a drag takes the pointer: a click belongs to what lies below.
      if (draggedPeriod(latest.current.axis, next.fromX, next.toX) !== null)
        frame.setPointerCapture(event.pointerId);
      put(next);
    };
    const up = (event: PointerEvent): void => {
      if (current === null || event.pointerId !== current.pointer) return;
      const period = draggedPeriod(latest.current.axis, current.fromX, place(event).x);
      put(null);
      if (period === null) {
        latest.current.onClick();
        return;
      }
      // recharts would keep its cursor at this place over other samples: to it the pointer has left.
      for (const plot of frame.querySelectorAll(".recharts-wrapper"))
        plot.dispatchEvent(new MouseEvent("mouseout", { bubbles: true, relatedTarget: frame }));
      latest.current.onZoom(period);
    };
    const cancel = (): void => put(null);
    const key = (event: KeyboardEvent): void => {
      if (event.key === "Escape" && current !== null) cancel();
    };
    frame.addEventListener("mousedown", press);
    frame.addEventListener("pointerdown", down);
    frame.addEventListener("pointermove", move);
    frame.addEventListener("pointerup", up);
    frame.addEventListener("pointercancel", cancel);
    document.addEventListener("keydown", key, true);
    return () => {
      frame.removeEventListener("mousedown", press);
      frame.removeEventListener("pointerdown", down);
      frame.removeEventListener("pointermove", move);
      frame.removeEventListener("pointerup", up);
      frame.removeEventListener("pointercancel", cancel);
      document.removeEventListener("keydown", key, true);
    };
  }, []);

  const period = drag === null ? null : draggedPeriod(axis, drag.fromX, drag.toX);
  return (
    <svg
      ref={layer}
      className="pointer-events-none absolute inset-0"
      width={axis.width}
      height={heightFor(ribbons)}
      aria-hidden="true"
    >
      {period !== null && drag !== null && (
        <Band
          fromX={xOf(axis, Math.min(msAt(axis, drag.fromX), msAt(axis, drag.toX)))}
          toX={xOf(axis, Math.max(msAt(axis, drag.fromX), msAt(axis, drag.toX)))}
          ribbons={ribbons}
        />
      )}
    </svg>
  );
}

function Band({ fromX, toX, ribbons }: { fromX: number; toX: number; ribbons: number }) {
  const tops = [0, 1, 2].map((index) => ({ y: plotTopOf(index), height: BOX.plotHeight }));
  const all = ribbons === 0 ? tops : [...tops, { y: ribbonTopOf(0), height: ribbons * BOX.ribbonPitch }];
  const bottom = heightFor(ribbons) - BOX.axisHeight;
  return (
    <g data-zoom-band="">
      {all.map(({ y, height }) => (
        <rect
          key={y}
          x={fromX}
          y={y}
          width={toX - fromX}
          height={height}
          fill="var(--accent)"
          fillOpacity="0.14"
        />
      ))}
      <path
        d={`M${fromX} ${BOX.plotTop}V${bottom}M${toX} ${BOX.plotTop}V${bottom}`}
        stroke="var(--accent)"
        shapeRendering="crispEdges"
      />
    </g>
  );
}
