import { Download, HardDrive } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { momentAfter } from "@/components/time/moment-after";
import { StateShape } from "@/components/ui/state-shape";
import { formatClock } from "@/components/ui/time";
import { Tooltip } from "@/components/ui/tooltip";
import type { BackupMark, BackupMarkKind } from "./backup-marks";
import { BOX, type TimeAxis, xOf } from "./geometry";

const icons: Record<BackupMarkKind, ReactNode> = {
  verified: <Download size={11} strokeWidth={1.75} aria-hidden="true" />,
  saved: <HardDrive size={11} strokeWidth={1.75} aria-hidden="true" />,
  lost: <StateShape state="unreachable" size={9} />,
};

const kindWords: Record<BackupMarkKind, string> = {
  verified: "Verified backup",
  saved: "Saved backup",
  lost: "Failed or damaged backup",
};

/** More than this are counted, not told. */
const MOST_TOLD = 8;

/** The lane of the backups: each mark leads to its row in the list. From the last verified one on, a line shows what is in none. */
export function BackupsLane({
  axis,
  marks,
  protectedMs,
  nowMs,
  onShowAt,
}: {
  axis: TimeAxis;
  marks: readonly BackupMark[];
  /** When the newest verified backup ended; null: there is none. */
  protectedMs: number | null;
  nowMs: number;
  onShowAt: (atMs: number) => void;
}) {
  return (
    <>
      {protectedMs !== null && protectedMs < axis.toMs && <Unprotected axis={axis} fromMs={protectedMs} />}
      {marks.map((mark) => (
        <MarkOnLane key={mark.atMs} mark={mark} axis={axis} nowMs={nowMs} onShowAt={onShowAt} />
      ))}
    </>
  );
}

/** The sentence below the charts says how much that is. */
function Unprotected({ axis, fromMs }: { axis: TimeAxis; fromMs: number }) {
  const left = Math.max(BOX.left, xOf(axis, fromMs));
  return (
    <span
      aria-hidden="true"
      data-unprotected=""
      className="absolute h-2 border-y-0 border-r border-strong after:absolute after:inset-x-0 after:top-1/2 after:border-strong after:border-t after:border-dashed"
      style={{ left, top: BOX.backupsTop + 8, width: Math.max(2, xOf(axis, axis.toMs) - left) }}
    />
  );
}

function MarkOnLane({
  mark: { atMs, kind, count, events, row },
  axis,
  nowMs,
  onShowAt,
}: {
  mark: BackupMark;
  axis: TimeAxis;
  nowMs: number;
  onShowAt: (atMs: number) => void;
}) {
  const more = count > 1 ? `, and ${count - 1} more` : "";
  const place = {
    "data-backup-mark": kind,
    "aria-label": `${kindWords[kind]} at ${formatClock(atMs, nowMs)}${more}. Show ${row === null ? "the group then" : "the backup"}.`,
    className: "-translate-x-1/2 absolute grid h-6 min-w-6 place-items-center rounded",
    style: { left: xOf(axis, atMs), top: BOX.backupsTop },
  };
  const sign = (
    <span className="flex h-4 min-w-4 items-center justify-center gap-px rounded border border-strong bg-surface px-px text-fg-2">
      {icons[kind]}
      {count > 1 && <span className="text-[10px] leading-4">{count > 99 ? "99+" : count}</span>}
    </span>
  );
  return (
    <Tooltip
      side="top"
      text={
        <ul>
          {events.slice(0, MOST_TOLD).map((event) => (
            <li key={event.id}>
              {formatClock(Date.parse(event.at), nowMs)} {event.title}
            </li>
          ))}
          {count > MOST_TOLD && <li>and {count - MOST_TOLD} more</li>}
          <li className="text-fg-3">
            Press to see {row === null ? "the group as it was then" : "the backup"}
          </li>
        </ul>
      }
    >
      {row === null ? (
        <button type="button" {...place} onClick={() => onShowAt(momentAfter(atMs))}>
          {sign}
        </button>
      ) : (
        <Link
          {...place}
          href={`/backups?group=${encodeURIComponent(row.group)}&backup=${encodeURIComponent(row.id)}`}
        >
          {sign}
        </Link>
      )}
    </Tooltip>
  );
}
