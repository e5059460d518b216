"use client";
import { useState } from "react";
import { MOST_LINES } from "@/components/charts/palette";
import { useWidth } from "@/components/charts/use-width";
import { AsTableButton } from "@/components/ui/as-table-button";
import { lazyPart } from "@/components/ui/lazy-part";
import { PanelHead } from "@/components/ui/panel-head";
import type { Plot } from "./plot";
import { PlotLegend } from "./plot-legend";
import { PlotTable } from "./plot-table";

const PLOT_HEIGHT = 168;
const PlotDrawing = lazyPart("The chart", () => import("./plot-drawing").then((m) => m.PlotDrawing));

/** The plots of a result, or what they plot as tables. */
export function PlotsPanel({ plots }: { plots: readonly Plot[] }) {
  const [asTable, setAsTable] = useState(false);
  if (plots.length === 0) return null;
  return (
    <section aria-label="Charts" className="border-b bg-surface">
      <PanelHead title="Charts">
        <AsTableButton asTable={asTable} onChange={setAsTable} />
      </PanelHead>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-px bg-border md:grid-cols-2">
        {plots.map((plot) => (
          <OnePlot key={plot.title} plot={plot} asTable={asTable} />
        ))}
      </div>
      <Marks marks={plots[0]?.marks ?? []} />
    </section>
  );
}

/** What the dotted lines stand for. */
function Marks({ marks }: { marks: NonNullable<Plot["marks"]> }) {
  if (marks.length === 0) return null;
  return (
    <ol
      aria-label="What was done meanwhile"
      className="gutter flex flex-wrap gap-x-5 border-t py-2 text-12 text-fg-2"
    >
      {marks.map(({ x, text }) => (
        <li key={`${x} ${text}`}>
          <span className="mono text-fg-3">{x.toFixed(1)} s</span> {text}
        </li>
      ))}
    </ol>
  );
}

function OnePlot({ plot, asTable }: { plot: Plot; asTable: boolean }) {
  const [box, width] = useWidth();
  const hidden = plot.lines.length - MOST_LINES;
  return (
    <figure
      data-plot={plot.title}
      className="min-w-0 bg-surface px-5 py-3 last:odd:md:col-span-2 max-sm:px-4"
    >
      <figcaption className="flex min-h-6 flex-wrap items-baseline gap-x-2">
        <h3 className="font-semibold text-12">{plot.title}</h3>
        {plot.note !== undefined && <span className="text-12 text-fg-3">{plot.note}</span>}
      </figcaption>
      {plot.lines.length > 1 && <PlotLegend lines={plot.lines.slice(0, MOST_LINES)} />}
      <div ref={box} style={{ minHeight: asTable ? undefined : PLOT_HEIGHT }}>
        {asTable ? (
          <PlotTable plot={plot} />
        ) : (
          width > 0 && <PlotDrawing plot={plot} width={width} height={PLOT_HEIGHT} />
        )}
      </div>
      {hidden > 0 && !asTable && (
        <p className="text-12 text-fg-3">
          {hidden} more {hidden === 1 ? "line is" : "lines are"} in the table: more than {MOST_LINES} cannot
          be told apart.
        </p>
      )}
    </figure>
  );
}
