import { ArrowLeftRight, Download } from "lucide-react";
import type { ReactNode } from "react";
import { StateShape } from "@/components/ui/state-shape";
import { formatClock } from "@/components/ui/time";
import { Tooltip } from "@/components/ui/tooltip";
import { formatSeconds } from "@/lib/format";
import { causeOf, type Gap } from "./gaps";
import { BOX, type TimeAxis, xOf } from "./geometry";
import { placeLabels } from "./lane-labels";
import type { Mark, MarkKind } from "./marks";

const icons: Record<MarkKind, ReactNode> = {
  failover: <ArrowLeftRight size={11} strokeWidth={1.75} aria-hidden="true" />,
  full: <b className="font-bold text-12 text-sync leading-4">F</b>,
  partial: <b className="font-bold text-12 text-fg-2 leading-4">P</b>,
  backup: <Download size={11} strokeWidth={1.75} aria-hidden="true" />,
  down: <StateShape state="link-down" size={8} />,
};

const kindWords: Record<MarkKind, string> = {
  failover: "Change of primary",
  full: "Full resync",
  partial: "Partial resync",
  backup: "Backup",
  down: "Link or instance down",
};

const MARK_PX = 24;
/** What a letter of a label takes, on the wide side. */
const LETTER_PX = 6.6;

/** The lane above the plots: what happened, each mark with its words on hover and focus; and why data is missing. */
export function MarksLane({
  axis,
  marks,
  gaps,
  gapEvents,
  nameOf,
  nowMs,
}: {
  axis: TimeAxis;
  marks: readonly Mark[];
  gaps: readonly Gap[];
  /** Causes of gaps as Tidemark recorded them, by the gap's beginning. */
  gapEvents: (gap: Gap) => string | null;
  nameOf: (id: string) => string;
  nowMs: number;
}) {
  const labels = gaps.map((gap) => {
    const words = `${causeOf(gap, nameOf)} ${formatSeconds((gap.toMs - gap.fromMs) / 1000)}`;
    const x = xOf(axis, (Math.max(gap.fromMs, axis.fromMs) + gap.toMs) / 2);
    return { gap, words, x, width: words.length * LETTER_PX };
  });
  const placed = placeLabels(
    labels,
    marks.map(({ atMs }) => ({ x: xOf(axis, atMs), width: MARK_PX })),
    BOX.left,
    axis.width,
  );
  return (
    <>
      {labels.map(({ gap, words }, i) => {
        const x = placed[i] ?? null;
        return (
          <span
            key={`${gap.instance} ${gap.fromMs}`}
            title={gapEvents(gap) ?? undefined}
            className={
              x === null
                ? "sr-only"
                : "-translate-x-1/2 absolute top-[5px] whitespace-nowrap text-12 text-fg-3"
            }
            style={x === null ? undefined : { left: x }}
          >
            {words}
          </span>
        );
      })}
      {marks.map(({ atMs, kind, events }) => {
        const first = events[0];
        if (first === undefined) return null;
        const more = events.length > 1 ? `, and ${events.length - 1} more` : "";
        return (
          <Tooltip
            key={`${kind} ${atMs}`}
            side="top"
            text={
              <ul>
                {events.map((event) => (
                  <li key={event.id}>
                    {formatClock(Date.parse(event.at), nowMs)} {event.title}
                  </li>
                ))}
              </ul>
            }
          >
            <button
              type="button"
              data-mark={kind}
              aria-label={`${kindWords[kind]} at ${formatClock(atMs, nowMs)}: ${first.title}${more}`}
              className="-translate-x-1/2 absolute top-0.5 grid size-6 place-items-center rounded"
              style={{ left: xOf(axis, atMs) }}
            >
              <span className="grid size-4 place-items-center rounded border border-strong bg-surface text-fg-2">
                {icons[kind]}
              </span>
            </button>
          </Tooltip>
        );
      })}
    </>
  );
}
