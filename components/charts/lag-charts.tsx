"use client";
import { useMemo, useState } from "react";
import { useEvents, useGroup, useSeries } from "@/components/live/store";
import { shortNames } from "@/components/runs/short-names";
import { rangeMs, useRangeParam, useScaleParam } from "@/components/shell/url-state";
import { useLagThresholds } from "@/components/topology/use-facts";
import { Button } from "@/components/ui/button";
import { PanelHead } from "@/components/ui/panel-head";
import { shorten } from "@/lib/format";
import { binFor } from "./downsample";
import { type Frame, frameOf } from "./frame";
import { plotWidth, rightFor } from "./geometry";
import { LagFrame } from "./lag-frame";
import { marksOf } from "./marks";
import { plotsOf } from "./plots";
import { replicaNames } from "./replica-names";
import { ribbonOf } from "./ribbons";
import { useSteady } from "./steady";
import { summaryOf } from "./summary";
import { useWidth } from "./use-width";
import { ValuesTable } from "./values-table";

/** A point for every second pixel: more would be drawn over each other. */
const PIXELS_PER_POINT = 2;
/** Marks nearer than this would cover each other. Pixels. */
const MARK_PX = 20;

/** The three charts of a group, or of `only` one of its replicas, or the values they plot. Commits with the series: at most once per second. */
export function LagCharts({ groupId, only }: { groupId: string; only?: string }) {
  const [box, width] = useWidth();
  const [asTable, setAsTable] = useState(false);
  const [range] = useRangeParam();
  const [bytesScale, setBytesScale] = useScaleParam();
  const newest = useSeries(groupId);
  const events = useEvents(groupId);
  const lag = useLagThresholds();
  const names = useGroup(groupId, replicaNames);
  const ids = useMemo(
    () => Object.keys(names).filter((id) => only === undefined || id === only),
    [names, only],
  );
  const nameOf = useMemo(() => {
    const short = shortNames(Object.values(names));
    return (id: string) => shorten(short.get(names[id] ?? id) ?? id, 12);
  }, [names]);
  const right = useMemo(() => rightFor(ids.map(nameOf)), [ids, nameOf]);
  const drawn = plotWidth({ width, right });
  const series = useSteady(newest, binFor(rangeMs[range], drawn / PIXELS_PER_POINT) / 2);
  const frame = useMemo(
    () => frameOf(series, ids, rangeMs[range], drawn / PIXELS_PER_POINT, events),
    [series, ids, range, drawn, events],
  );
  const plots = useMemo(() => plotsOf(frame, bytesScale, lag), [frame, bytesScale, lag]);
  const marks = useMemo(
    () => marksOf(events, frame.fromMs, frame.toMs, (rangeMs[range] * MARK_PX) / Math.max(1, drawn)),
    [events, frame, range, drawn],
  );
  const ribbons = useMemo(
    () => frame.picked.lines.map((id) => ({ id, stretches: ribbonOf(series, events, id, frame.fromMs) })),
    [series, events, frame],
  );
  return (
    <>
      <PanelHead title="Lag" note={noteOf(frame)}>
        <button
          type="button"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
          className="h-6 flex-none whitespace-nowrap text-12 text-fg-2 hover:text-fg hover:underline"
        >
          {asTable ? "View as charts" : "View as table"}
        </button>
      </PanelHead>
      <p className="sr-only">{summaryOf(frame, marks, nameOf)}</p>
      <div ref={box} className="border-b pt-1 pb-1.5">
        {asTable && <ValuesTable frame={frame} nameOf={nameOf} />}
        {!asTable && width > 0 && (
          <LagFrame
            frame={frame}
            plots={plots}
            marks={marks}
            ribbons={ribbons}
            events={events}
            width={width}
            right={right}
            syncId={`lag of ${groupId}`}
            nameOf={nameOf}
            bytesSwitch={
              <Button
                size="row"
                className="h-6! border-transparent! px-1.5! font-normal!"
                aria-label={`Scale of bytes: ${bytesScale}. Switch to ${other(bytesScale)}.`}
                onClick={() => void setBytesScale(other(bytesScale))}
              >
                <span className="text-fg-3 underline decoration-dotted underline-offset-2">{bytesScale}</span>
              </Button>
            }
          />
        )}
      </div>
    </>
  );
}

/** How the lines were thinned out, and how many have one; the band runs from the middle of the rest to its highest. */
function noteOf({ binMs, picked: { lines, rest } }: Frame): string {
  const bin = `max per ${binMs / 1000}\u00a0s`;
  return rest.length === 0
    ? bin
    : `${bin} · worst ${lines.length} of ${lines.length + rest.length}, band: the rest`;
}

const other = (scale: "symlog" | "linear") => (scale === "symlog" ? "linear" : "symlog");
