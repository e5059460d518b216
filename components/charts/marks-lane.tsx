import clsx from "clsx";
import { ArrowLeftRight, Download, HardDrive } from "lucide-react";
import Link from "next/link";
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
  backup: <Download size={11} strokeWidth={1.75} aria-hidden="true" />,
  "backup-saved": <HardDrive size={11} strokeWidth={1.75} aria-hidden="true" />,
  "backup-lost": <StateShape state="unreachable" size={9} />,
  down: <StateShape state="link-down" size={8} />,
};

const kindWords: Record<MarkKind, string> = {
  failover: "Change of primary",
  full: "Full resync",
  partial: "Partial resync",
  backup: "Verified backup",
  "backup-saved": "Saved backup",
  "backup-lost": "Failed or damaged backup",
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
  protectedMs,
  onShowAt,
}: {
  axis: TimeAxis;
  marks: readonly Mark[];
  gaps: readonly Gap[];
  /** Causes of gaps as Tidemark recorded them, by the gap's beginning. */
  gapEvents: (gap: Gap) => string | null;
  nameOf: (id: string) => string;
  nowMs: number;
  /** When the newest verified backup ended: from there on the writes are in none. Null: there is no such backup. */
  protectedMs: number | null;
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
      {protectedMs !== null && protectedMs < axis.toMs && <Unprotected axis={axis} fromMs={protectedMs} />}
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
      {marks.map(({ atMs, kind, events, ofKind, backup }) => {
        const first = events[0];
        if (first === undefined) return null;
        const more = events.length > 1 ? `, and ${events.length - 1} more` : "";
        const left = events.length - MOST_TOLD;
        const words = `${kindWords[kind]} at ${formatClock(atMs, nowMs)}: ${first.title}${more}.`;
        const place = {
          "data-mark": kind,
          className: "-translate-x-1/2 absolute top-0.5 grid h-6 min-w-6 place-items-center rounded",
          style: { left: xOf(axis, atMs) },
        };
        const sign = (
          <span className="flex h-4 min-w-4 items-center justify-center gap-px rounded border border-strong bg-surface px-px text-fg-2">
            {icons[kind]}
            {ofKind > 1 && <span className="text-[10px] leading-4">{ofKind > 99 ? "99+" : ofKind}</span>}
          </span>
        );
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
                <li className="text-fg-3">
                  {backup === null ? "Press to see the group as it was then" : "Press to see the backup"}
                </li>
              </ul>
            }
          >
            {backup === null ? (
              <button
                type="button"
                {...place}
                aria-label={`${words} Show the group then.`}
                onClick={() => onShowAt(momentAfter(atMs))}
              >
                {sign}
              </button>
            ) : (
              <Link
                {...place}
                href={`/backups?group=${encodeURIComponent(backup.group)}&backup=${encodeURIComponent(backup.id)}`}
                aria-label={`${words} Show the backup.`}
              >
                {sign}
              </Link>
            )}
          </Tooltip>
        );
      })}
    </>
  );
}

/** A line over the stretch that is in no verified backup; the sentence below the charts says how much that is. */
function Unprotected({ axis, fromMs }: { axis: TimeAxis; fromMs: number }) {
  const left = Math.max(BOX.left, xOf(axis, fromMs));
  const open = fromMs < axis.fromMs;
  return (
    <span
      aria-hidden="true"
      data-unprotected=""
      className={clsx("absolute h-1.5 border-t-2 border-r-2 border-strong", !open && "border-l-2")}
      style={{ left, top: BOX.plotTop - 5, width: Math.max(2, xOf(axis, axis.toMs) - left) }}
    />
  );
}
