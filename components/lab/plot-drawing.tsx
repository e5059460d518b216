"use client";
import { useMemo } from "react";
import { CartesianGrid, Line, LineChart, ReferenceLine, Tooltip, XAxis, YAxis } from "recharts";
import { MOST_LINES, styleOf } from "@/components/charts/palette";
import { binaryTicksTo, type Plot, rowsOf, ticksTo } from "./plot";
import { PlotTip } from "./plot-tip";

type Row = ReturnType<typeof rowsOf>[number];

/** Readers of one value of a row, made once: a new one each time would make recharts start afresh. */
const valueAt = Array.from({ length: MOST_LINES }, (_, index) => (row: Row) => row.values[index] ?? null);
const margin = { top: 8, right: 14, bottom: 0, left: 0 };
const tick = { fontSize: 12, fill: "var(--text-3)" };
const cursor = { stroke: "var(--text)", strokeWidth: 1 };

/** One plot, drawn. Its numbers are in its table for those who do not see it. */
export function PlotDrawing({ plot, width, height }: { plot: Plot; width: number; height: number }) {
  const lines = plot.lines.slice(0, MOST_LINES);
  const rows = useMemo(() => rowsOf(plot), [plot]);
  const highest = Math.max(0, ...rows.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const ticksY = (plot.binary ? binaryTicksTo : ticksTo)(highest);
  const xs = rows.map(({ x }) => x);
  const label = (value: number): string => plot.formatY(value);
  const left = Math.max(...ticksY.map((value) => label(value).length)) * 7 + 8;
  return (
    <LineChart data={rows} width={width} height={height} margin={margin} aria-label={plot.title}>
      <CartesianGrid vertical={false} stroke="var(--border)" strokeOpacity={0.6} />
      <XAxis
        dataKey="x"
        type="number"
        domain={["dataMin", "dataMax"]}
        {...(plot.discrete ? { ticks: xs } : {})}
        padding={plot.discrete ? { left: 24, right: 24 } : { left: 0, right: 0 }}
        tickFormatter={plot.formatX}
        tick={tick}
        tickLine={false}
        stroke="var(--border)"
        minTickGap={20}
      />
      <YAxis
        type="number"
        domain={[0, ticksY.at(-1) ?? 1]}
        ticks={ticksY}
        tickFormatter={label}
        tick={tick}
        tickLine={false}
        axisLine={false}
        width={left}
      />
      {plot.marks?.map(({ x, text }) => (
        <ReferenceLine key={`${x} ${text}`} x={x} stroke="var(--border-strong)" strokeDasharray="1 2" />
      ))}
      {lines
        .map((line, index) => ({ line, index }))
        .reverse()
        .map(({ line, index }) => {
          const { colour, dash, widthPx } = styleOf(index);
          const dataKey = valueAt[index];
          const few = line.points.length <= 12;
          return dataKey === undefined ? null : (
            <Line
              key={line.name}
              name={line.name}
              dataKey={dataKey}
              type="linear"
              stroke={colour}
              strokeWidth={widthPx + 0.25}
              strokeDasharray={dash ?? "none"}
              dot={
                few
                  ? {
                      r: 2.5,
                      fill: "var(--surface)",
                      stroke: colour,
                      strokeWidth: 1.5,
                      strokeDasharray: "none",
                    }
                  : false
              }
              activeDot={{ r: 3, fill: "var(--surface)", stroke: colour, strokeWidth: 1.5 }}
              isAnimationActive={false}
              connectNulls={plot.discrete === true}
            />
          );
        })}
      <Tooltip
        isAnimationActive={false}
        cursor={cursor}
        content={({ active, label: x }) =>
          active && typeof x === "number" ? <PlotTip plot={plot} rows={rows} x={x} /> : null
        }
      />
    </LineChart>
  );
}
