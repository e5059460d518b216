"use client";
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { useId, useState } from "react";
import { formatDuration, tookSeconds } from "@/components/runs/durations";
import { useGroupName } from "@/components/runs/use-group-options";
import { backupWords } from "@/components/runs/wording";
import { StateWordMark } from "@/components/ui/state-pill";
import { Clock } from "@/components/ui/time";
import type { Backup } from "@/lib/contract";
import { formatBytes, formatCount, shorten } from "@/lib/format";
import { BackupDetails } from "./backup-details";
import { body } from "./cells";
import { ForgetBackup } from "./forget-backup";

/** One backup; a failed one says why below, without being opened. */
export function CatalogueRow({ backup }: { backup: Backup }) {
  const [open, setOpen] = useState(false);
  const group = useGroupName(backup.group);
  const details = useId();
  const { word, shape } = backupWords[backup.state];
  const kept = backup.state !== "failed";
  const second = open || backup.error !== null;
  return (
    <>
      <tr className={second ? undefined : "border-b"}>
        <td className={`${body} pr-0!`}>
          <button
            type="button"
            aria-label={`Details of the backup of ${group}`}
            aria-expanded={open}
            aria-controls={details}
            onClick={() => setOpen(!open)}
            className="grid size-6 place-items-center rounded text-fg-2 hover:bg-inset"
          >
            <ChevronRight
              size={14}
              strokeWidth={1.5}
              aria-hidden="true"
              className={open ? "rotate-90" : undefined}
            />
          </button>
        </td>
        <td className={body}>
          <Clock at={backup.startedAt} />
        </td>
        <td className={`${body} font-medium`}>
          <Link href={`/g/${encodeURIComponent(backup.group)}`} className="hover:underline">
            {group}
          </Link>
        </td>
        <td className={`${body} mono max-md:hidden`} title={backup.instance}>
          {shorten(backup.instance, 24)}
        </td>
        <td className={`${body} mono text-right max-lg:hidden`}>
          {formatCount(kept ? backup.offset : null)}
        </td>
        <td className={`${body} text-right max-sm:hidden`}>{formatBytes(backup.sizeBytes)}</td>
        <td className={`${body} text-right max-md:hidden`}>{formatCount(kept ? backup.keys : null)}</td>
        <td className={`${body} text-right max-md:hidden`}>
          {formatDuration(tookSeconds(backup.startedAt, backup.endedAt))}
        </td>
        <td className={body}>
          <StateWordMark state={shape}>{word}</StateWordMark>
        </td>
        <td className={`${body} text-right`}>
          <ForgetBackup backup={backup} group={group} />
        </td>
      </tr>
      {second && (
        <tr className="border-b" id={details}>
          <td />
          <td colSpan={9} className="whitespace-normal px-2 pb-3 text-12">
            {backup.error !== null && <p className="max-w-[90ch] text-pretty text-fg-2">{backup.error}</p>}
            {open && <BackupDetails backup={backup} />}
          </td>
        </tr>
      )}
    </>
  );
}
