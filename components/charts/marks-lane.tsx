import { ArrowLeftRight } from "lucide-react";
import type { ReactNode } from "react";
import { momentAfter } from "@/components/time/moment-after";
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
  down: <StateShape state="link-down" size={8} />,
};

const kindWords: Record<MarkKind, string> = {
  failover: "Change of primary",
  full: "Full resync",
  partial: "Partial resync",
  down: "Link or instance down",
};

/** More events than this are counted, not told. */
const MOST_TOLD = 8;

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
  onShowAt,
}: {
  axis: TimeAxis;
  marks: readonly Mark[];
  gaps: readonly Gap[];
  /** Causes of gaps as Tidemark recorded them, by the gap's beginning. */
  gapEvents: (gap: Gap) => string | null;
  nameOf: (id: string) => string;
  nowMs: number;
  /** Shows the group as it was when the first event of a mark happened. */
  onShowAt: (atMs: number) => void;
}) {
  const labels = gaps.map((gap) => {
    // A gap of everybody's that Tidemark recorded is one it was not running in.
    const cause = gap.instance === null && gapEvents(gap) !== null ? "not running" : causeOf(gap, nameOf);
    const words = `${cause} ${formatSeconds((gap.toMs - gap.fromMs) / 1000)}`;
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
      {marks.map(({ atMs, kind, events, ofKind }) => {
        const first = events[0];
        if (first === undefined) return null;
        const more = events.length > 1 ? `, and ${events.length - 1} more` : "";
        const left = events.length - MOST_TOLD;
        return (
          <Tooltip
            key={`${kind} ${atMs}`}
            side="top"
            text={
              <ul>
                {events.slice(0, MOST_TOLD).map((event) => (
                  <li key={event.id}>
                    {formatClock(Date.parse(event.at), nowMs)} {event.title}
                  </li>
                ))}
                {left > 0 && <li>and {left} more</li>}
                <li className="text-fg-3">Press to see the group as it was then</li>
              </ul>
            }
          >
            <button
              type="button"
              data-mark={kind}
              aria-label={`${kindWords[kind]} at ${formatClock(atMs, nowMs)}: ${first.title}${more}. Show the group then.`}
              onClick={() => onShowAt(momentAfter(atMs))}
              className="-translate-x-1/2 absolute top-0.5 grid h-6 min-w-6 place-items-center rounded"
              style={{ left: xOf(axis, atMs) }}
            >
              <span className="flex h-4 min-w-4 items-center justify-center gap-px rounded border border-strong bg-surface px-px text-fg-2">
                {icons[kind]}
                {ofKind > 1 && <span className="text-[10px] leading-4">{ofKind > 99 ? "99+" : ofKind}</span>}
              </span>
            </button>
          </Tooltip>
        );
      })}
    </>
  );
}
