"use client";
import { memo, useEffect, useMemo } from "react";
import { Area, ComposedChart, Line, Tooltip, useActiveTooltipLabel, XAxis, YAxis } from "recharts";
import { BOX } from "./geometry";
import { styleOf } from "./palette";
import type { Plot } from "./plots";

/** One row of a plot, in the plot's own numbers: a value for each line, and the band of the others. */
export interface PlotRow {
  readonly t: number;
  readonly values: readonly (number | null)[];
  readonly band: [number, number] | null;
}

const cursor = { stroke: "var(--text)", strokeWidth: 1 };
const nothing = () => null;

/** Readers of one value of a row. They are made once: a new one each time would make recharts start afresh. */
const valueAt = Array.from({ length: 6 }, (_, index) => (row: PlotRow) => row.values[index] ?? null);
const bandAt = (row: PlotRow) => row.band;

/**
 * One recharts plot: lines and the shared cursor. Grid, thresholds, marks and words are drawn by the frame:
 * as parts of recharts they would cost more at each commit than the lines.
 */
export const LinePlot = memo(function LinePlot({
  plot,
  rows,
  lines,
  fromMs,
  toMs,
  width,
  right,
  syncId,
  onActive,
}: {
  plot: Plot;
  rows: readonly PlotRow[];
  lines: number;
  fromMs: number;
  toMs: number;
  width: number;
  right: number;
  syncId: string;
  onActive: ((atMs: number | null) => void) | null;
}) {
  const { scale, title } = plot;
  const margin = useMemo(() => ({ top: 0, right, bottom: 0, left: BOX.left }), [right]);
  return (
    <ComposedChart
      data={rows}
      width={width}
      height={BOX.plotHeight}
      margin={margin}
      syncId={syncId}
      syncMethod="value"
      aria-label={title}
      style={{ overflow: "visible" }}
    >
      <XAxis dataKey="t" type="number" domain={[fromMs, toMs]} allowDataOverflow hide />
      <YAxis type="number" domain={[0, scale.top]} allowDataOverflow hide width={0} />
      {rows.some(({ band }) => band !== null) && (
        <Area
          dataKey={bandAt}
          type="linear"
          stroke="none"
          fill="var(--border-strong)"
          fillOpacity={0.25}
          isAnimationActive={false}
          activeDot={false}
          connectNulls={false}
        />
      )}
      {Array.from({ length: lines }, (_, i) => lines - 1 - i).map((index) => {
        const { colour, dash, widthPx } = styleOf(index);
        const dataKey = valueAt[index];
        return dataKey === undefined ? null : (
          <Line
            key={colour}
            dataKey={dataKey}
            type="linear"
            stroke={colour}
            strokeWidth={widthPx}
            strokeDasharray={dash ?? "none"}
            dot={false}
            activeDot={{ r: 2.5, fill: "var(--surface)", stroke: colour, strokeWidth: 1.5 }}
            isAnimationActive={false}
            connectNulls={false}
          />
        );
      })}
      <Tooltip content={nothing} cursor={cursor} isAnimationActive={false} />
      {onActive !== null && <ActiveReporter onActive={onActive} />}
    </ComposedChart>
  );
});

/** Tells the frame where the cursor is, whichever plot the pointer or the arrow keys are in. */
function ActiveReporter({ onActive }: { onActive: (atMs: number | null) => void }) {
  const label = useActiveTooltipLabel();
  const atMs = typeof label === "number" ? label : null;
  useEffect(() => onActive(atMs), [atMs, onActive]);
  return null;
}
