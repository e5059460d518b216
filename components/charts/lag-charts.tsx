"use client";
import clsx from "clsx";
import { useMemo, useState } from "react";
import { useProtection } from "@/components/backups/use-protection";
import { useBackups } from "@/components/live/store";
import { readAgain } from "@/components/live/use-history";
import { useScaleParam } from "@/components/shell/url-state";
import { useTime } from "@/components/time/use-time";
import { useLagThresholds } from "@/components/topology/use-facts";
import { AsTableButton } from "@/components/ui/as-table-button";
import { Button } from "@/components/ui/button";
import { PanelHead } from "@/components/ui/panel-head";
import { backupMarksOf } from "./backup-marks";
import { FailedNote, ReadingNote } from "./chart-notes";
import type { ChartPicture } from "./chart-picture";
import { drawnIds } from "./drawn-ids";
import { type Frame, frameWithin } from "./frame";
import { plotWidth, rightFor } from "./geometry";
import { LagFrame } from "./lag-frame";
import { marksOf } from "./marks";
import { plotsOf } from "./plots";
import { ribbonOf } from "./ribbons";
import { summaryOf } from "./summary";
import { stepWords } from "./time-ticks";
import { UnprotectedLine } from "./unprotected-line";
import { useChartPicture } from "./use-chart-picture";
import { useNames } from "./use-names";
import { useWidth } from "./use-width";
import { ValuesTable } from "./values-table";

/** Marks nearer than this would cover each other. Pixels. */
const MARK_PX = 26;

/** The three charts of a group, or of `only` one of its replicas, or the values they plot. Commits with the series: at most once per second. */
export function LagCharts({ groupId, only }: { groupId: string; only?: string }) {
  const [box, width] = useWidth();
  const [asTable, setAsTable] = useState(false);
  const { replicas, nameOf } = useNames(groupId);
  const wanted = useMemo(() => (only === undefined ? replicas : [only]), [replicas, only]);
  const right = useMemo(() => rightFor(wanted.map(nameOf)), [wanted, nameOf]);
  const { picture, outdated, problem } = useChartPicture(
    groupId,
    width === 0 ? 0 : plotWidth({ width, right }),
  );
  const frame = useFrame(picture, wanted, nameOf, only !== undefined);
  return (
    <>
      <PanelHead title="Lag" note={frame === null ? undefined : noteOf(frame)}>
        <AsTableButton asTable={asTable} onChange={setAsTable} />
      </PanelHead>
      {problem !== null && <FailedNote problem={problem} onRetry={readAgain} />}
      <div
        ref={box}
        aria-busy={outdated && problem === null}
        className={clsx("border-b pt-1 pb-1.5", outdated && "opacity-50")}
      >
        {(frame === null || picture === null) && <ReadingNote />}
        {frame !== null && picture !== null && (
          <Drawing
            groupId={groupId}
            frame={frame}
            picture={picture}
            asTable={asTable}
            width={width}
            right={right}
            nameOf={nameOf}
          />
        )}
      </div>
      {only === undefined && <UnprotectedLine groupId={groupId} />}
    </>
  );
}

/** What is drawn of a picture; null while there is none. A long one has lines also of those who replicated meanwhile. */
function useFrame(
  picture: ChartPicture | null,
  wanted: readonly string[],
  nameOf: (id: string) => string,
  alone: boolean,
): Frame | null {
  return useMemo(() => {
    if (picture === null) return null;
    const { series, events, window } = picture;
    const long = window.wholeUntilMs !== undefined && !alone;
    return frameWithin(series, long ? drawnIds(series, wanted, nameOf) : wanted, window, events);
  }, [picture, wanted, nameOf, alone]);
}

function Drawing({
  groupId,
  frame,
  picture: { series, events },
  asTable,
  width,
  right,
  nameOf,
}: {
  groupId: string;
  frame: Frame;
  picture: ChartPicture;
  asTable: boolean;
  width: number;
  right: number;
  nameOf: (id: string) => string;
}) {
  const [bytesScale, setBytesScale] = useScaleParam();
  const lag = useLagThresholds();
  const { shown, showPeriod, showAt } = useTime();
  const plots = useMemo(() => plotsOf(frame, bytesScale, lag), [frame, bytesScale, lag]);
  const nearMs = ((frame.toMs - frame.fromMs) * MARK_PX) / Math.max(1, plotWidth({ width, right }));
  const backups = useBackups(groupId);
  const marks = useMemo(() => marksOf(events, frame.fromMs, frame.toMs, nearMs), [events, frame, nearMs]);
  const backupMarks = useMemo(
    () => backupMarksOf(events, backups, frame, nearMs),
    [events, frame, nearMs, backups],
  );
  const protectedAt = useProtection(groupId, (protection) => protection?.at ?? null);
  const ribbons = useMemo(
    () => frame.picked.lines.map((id) => ({ id, stretches: ribbonOf(series, events, id, frame.fromMs) })),
    [series, events, frame],
  );
  return (
    <>
      <p className="sr-only">{summaryOf(frame, marks, nameOf, shown.is === "past")}</p>
      {asTable && <ValuesTable frame={frame} nameOf={nameOf} />}
      {!asTable && width > 0 && (
        <LagFrame
          frame={frame}
          plots={plots}
          marks={marks}
          backupMarks={backupMarks}
          ribbons={ribbons}
          events={events}
          width={width}
          right={right}
          syncId={`lag of ${groupId}`}
          nameOf={nameOf}
          protectedMs={protectedAt === null ? null : Date.parse(protectedAt)}
          shownAtMs={shown.is === "past" ? shown.atMs : null}
          onZoom={showPeriod}
          onShowAt={(atMs) => showAt(atMs, frame)}
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
    </>
  );
}

/** How the lines were thinned out, and how many have one; the band runs from the middle of the rest to its highest. */
function noteOf({ binMs, picked: { lines, rest } }: Frame): string {
  const bin = `max per ${stepWords(binMs)}`;
  return rest.length === 0
    ? bin
    : `${bin} · worst ${lines.length} of ${lines.length + rest.length}, band: the rest`;
}

const other = (scale: "symlog" | "linear") => (scale === "symlog" ? "linear" : "symlog");
