"use client";
import { type KeyboardEvent, type ReactNode, useCallback, useMemo, useState } from "react";
import type { Period } from "@/components/time/period";
import type { Event } from "@/lib/contract";
import { Backdrop } from "./backdrop";
import type { BackupMark } from "./backup-marks";
import { BackupsLane } from "./backups-lane";
import { NothingNote } from "./chart-notes";
import { CursorLine, CursorReadout } from "./cursor-readout";
import { EndLineLabels } from "./end-line-labels";
import { type Frame, isEmpty, loneRows } from "./frame";
import type { Gap } from "./gaps";
import { BOX, heightFor, plotTopOf, type TimeAxis, xOf } from "./geometry";
import { LinePlot, type PlotRow } from "./line-plot";
import type { Mark } from "./marks";
import { MarksLane } from "./marks-lane";
import { styleOf } from "./palette";
import { PickedMoment } from "./picked-moment";
import type { Plot } from "./plots";
import { RibbonRows, TimeAxisRow } from "./ribbon-rows";
import type { Stretch } from "./ribbons";
import { ScaleLabels } from "./scale-labels";
import { ShownLine } from "./shown-line";
import { cursorWords, timeTicks } from "./time-ticks";
import { ZoomLayer } from "./zoom-layer";

/**
 * Three plots on one time axis, with everything they share: marks, gaps, ribbons, cursor and readout.
 * The cursor's place lives here alone, so that moving it renders no plot anew.
 */
export function LagFrame({
  frame,
  plots,
  marks,
  backupMarks,
  ribbons,
  events,
  width,
  right,
  syncId,
  nameOf,
  bytesSwitch,
  shownAtMs,
  protectedMs,
  onZoom,
  onShowAt,
}: {
  frame: Frame;
  plots: readonly Plot[];
  marks: readonly Mark[];
  backupMarks: readonly BackupMark[];
  ribbons: readonly { readonly id: string; readonly stretches: readonly Stretch[] }[];
  events: readonly Event[];
  width: number;
  right: number;
  syncId: string;
  nameOf: (id: string) => string;
  /** What stands beside the first plot's title. */
  bytesSwitch: ReactNode;
  /** The moment of the past that the rest of the page shows; null: it shows the present. */
  shownAtMs: number | null;
  /** When the newest verified backup ended; null: there is none. */
  protectedMs: number | null;
  onZoom: (period: Period) => void;
  onShowAt: (atMs: number) => void;
}) {
  const [hovered, setActive] = useState<number | null>(null);
  const [picked, pick] = useState<{ readonly atMs: number; readonly byKey: boolean } | null>(null);
  const active = picked?.atMs ?? hovered;
  const { fromMs, toMs, binMs } = frame;
  const axis: TimeAxis = useMemo(() => ({ fromMs, toMs, width, right }), [fromMs, toMs, width, right]);
  const marksMs = useMemo(() => [...marks, ...backupMarks].map(({ atMs }) => atMs), [marks, backupMarks]);
  const rows = useMemo(() => plots.map((plot) => rowsFor(frame, plot)), [frame, plots]);
  const report = useCallback((atMs: number | null) => setActive(atMs), []);
  const gapEvents = useCallback((gap: Gap) => causeFrom(events, gap, binMs), [events, binMs]);
  const height = heightFor(ribbons.length);
  const unpick = useCallback(() => pick(null), []);
  const keyed = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.key !== "Enter" || hovered === null || event.target instanceof HTMLButtonElement) return;
    event.preventDefault();
    // Else the plot takes Enter to put its cursor away.
    event.stopPropagation();
    pick({ atMs: hovered, byKey: true });
  };
  const words = active === null ? "" : cursorWords(active, binMs, frame);
  return (
    <div className="relative touch-pan-y select-none" style={{ width, height }} onKeyDownCapture={keyed}>
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
        <TimeAxisRow axis={axis} ticks={timeTicks(axis)} rows={ribbons.length} cursorMs={active} />
        {shownAtMs !== null && <ShownLine axis={axis} atMs={shownAtMs} ribbons={ribbons.length} />}
        {active !== null && <CursorLine axis={axis} atMs={active} words={words} ribbons={ribbons.length} />}
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
        onShowAt={onShowAt}
      />
      <BackupsLane
        axis={axis}
        marks={backupMarks}
        protectedMs={protectedMs}
        nowMs={toMs}
        onShowAt={onShowAt}
      />
      {shownAtMs !== null && isEmpty(frame) && <NothingNote top={plotTopOf(1) + BOX.plotHeight / 2 - 9} />}
      {active !== null && (
        <CursorReadout frame={frame} axis={axis} atMs={active} words={words} nameOf={nameOf} />
      )}
      <ZoomLayer
        axis={axis}
        ribbons={ribbons.length}
        onZoom={onZoom}
        onClick={() => pick(hovered === null ? null : { atMs: hovered, byKey: false })}
      />
      {picked !== null && (
        <PickedMoment
          axis={axis}
          {...picked}
          onShow={() => {
            unpick();
            onShowAt(picked.atMs);
          }}
          onClose={unpick}
        />
      )}
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
function causeFrom(events: readonly Event[], gap: Gap, binMs: number): string | null {
  const nearMs = 5000 + binMs;
  const told = events.find(
    ({ type, at }) =>
      type === "gap" && Date.parse(at) >= gap.fromMs - nearMs && Date.parse(at) <= gap.toMs + nearMs,
  );
  return told === undefined ? null : told.title;
}
