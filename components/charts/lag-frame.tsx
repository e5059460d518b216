"use client";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import type { Event } from "@/lib/contract";
import { Backdrop } from "./backdrop";
import { CursorLine, CursorReadout } from "./cursor-readout";
import { EndLineLabels } from "./end-line-labels";
import { type Frame, loneRows } from "./frame";
import type { Gap } from "./gaps";
import { BOX, heightFor, minuteTicks, plotTopOf, type TimeAxis, xOf } from "./geometry";
import { LinePlot, type PlotRow } from "./line-plot";
import type { Mark } from "./marks";
import { MarksLane } from "./marks-lane";
import { styleOf } from "./palette";
import type { Plot } from "./plots";
import { RibbonRows, TimeAxisRow } from "./ribbon-rows";
import type { Stretch } from "./ribbons";
import { ScaleLabels } from "./scale-labels";

/**
 * Three plots on one time axis, with everything they share: marks, gaps, ribbons, cursor and readout.
 * The cursor's place lives here alone, so that moving it renders no plot anew.
 */
export function LagFrame({
  frame,
  plots,
  marks,
  ribbons,
  events,
  width,
  right,
  syncId,
  nameOf,
  bytesSwitch,
}: {
  frame: Frame;
  plots: readonly Plot[];
  marks: readonly Mark[];
  ribbons: readonly { readonly id: string; readonly stretches: readonly Stretch[] }[];
  events: readonly Event[];
  width: number;
  right: number;
  syncId: string;
  nameOf: (id: string) => string;
  /** What stands beside the first plot's title. */
  bytesSwitch: ReactNode;
}) {
  const [active, setActive] = useState<number | null>(null);
  const { fromMs, toMs } = frame;
  const axis: TimeAxis = useMemo(() => ({ fromMs, toMs, width, right }), [fromMs, toMs, width, right]);
  const marksMs = useMemo(() => marks.map(({ atMs }) => atMs), [marks]);
  const rows = useMemo(() => plots.map((plot) => rowsFor(frame, plot)), [frame, plots]);
  const report = useCallback((atMs: number | null) => setActive(atMs), []);
  const gapEvents = useCallback((gap: Gap) => causeFrom(events, gap), [events]);
  const height = heightFor(ribbons.length);
  return (
    <div className="relative" style={{ width, height }}>
      <Backdrop axis={axis} plots={plots} gaps={frame.gaps} marksMs={marksMs} ribbons={ribbons.length} />
      {plots.map((plot, index) => (
        <div
          key={plot.metric}
          data-plot={plot.metric}
          className="absolute left-0"
          style={{ top: plotTopOf(index) }}
        >
          <LinePlot
            plot={plot}
            rows={rows[index] ?? []}
            lines={frame.picked.lines.length}
            fromMs={fromMs}
            toMs={toMs}
            width={width}
            right={right}
            syncId={syncId}
            onActive={index === 0 ? report : null}
          />
        </div>
      ))}
      <svg className="pointer-events-none absolute inset-0" width={width} height={height} aria-hidden="true">
        <ScaleLabels plots={plots} axis={axis} />
        <EndLineLabels frame={frame} plots={plots} axis={axis} nameOf={nameOf} />
        <LoneDots frame={frame} plots={plots} axis={axis} />
        <RibbonRows axis={axis} ribbons={ribbons} nameOf={nameOf} />
        <TimeAxisRow axis={axis} ticks={minuteTicks(axis)} rows={ribbons.length} cursorMs={active} />
        {active !== null && <CursorLine axis={axis} atMs={active} ribbons={ribbons.length} />}
      </svg>
      {plots.map(({ metric, title, note }, index) => (
        <h3
          key={metric}
          className="absolute flex items-center gap-1.5 text-12 leading-[18px]"
          style={{ top: plotTopOf(index) - 22, left: BOX.left, right: 0 }}
        >
          <span className="whitespace-nowrap font-semibold">{title}</span>
          {index === 0 ? bytesSwitch : <span className="truncate font-normal text-fg-3">{note}</span>}
        </h3>
      ))}
      <MarksLane
        axis={axis}
        marks={marks}
        gaps={frame.gaps}
        gapEvents={gapEvents}
        nameOf={nameOf}
        nowMs={toMs}
      />
      {active !== null && <CursorReadout frame={frame} axis={axis} atMs={active} nameOf={nameOf} />}
    </div>
  );
}

function rowsFor(frame: Frame, { metric, scale }: Plot): PlotRow[] {
  const columns = frame.picked.lines.map((id) => frame.values[metric][id] ?? []);
  const plotted = (value: number | null | undefined): number | null =>
    value == null ? null : scale.plot(value);
  return frame.t.map((t, row) => {
    const band = frame.band[metric][row] ?? null;
    return {
      t,
      values: columns.map((column) => plotted(column[row])),
      band: band === null ? null : [scale.plot(band[0]), scale.plot(band[1])],
    };
  });
}

/** A sample alone between two gaps makes no line: it gets a dot. */
function LoneDots({ frame, plots, axis }: { frame: Frame; plots: readonly Plot[]; axis: TimeAxis }) {
  return plots.map(({ metric, scale }, index) =>
    frame.picked.lines.map((id, line) => {
      const column = frame.values[metric][id] ?? [];
      return loneRows(column).map((row) => (
        <circle
          key={`${metric} ${id} ${row}`}
          cx={xOf(axis, frame.t[row] ?? axis.toMs)}
          cy={plotTopOf(index) + BOX.plotHeight * (1 - Math.min(1, scale.plot(column[row] ?? 0) / scale.top))}
          r="1.75"
          fill={styleOf(line).colour}
        />
      ));
    }),
  );
}

/** What Tidemark recorded about a silence of its own that overlaps `gap`. */
function causeFrom(events: readonly Event[], gap: Gap): string | null {
  const told = events.find(
    ({ type, at }) =>
      type === "gap" && Date.parse(at) >= gap.fromMs - 5000 && Date.parse(at) <= gap.toMs + 5000,
  );
  return told === undefined ? null : told.title;
}
