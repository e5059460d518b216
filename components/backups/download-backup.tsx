"use client";
import { Download } from "lucide-react";
import { withBase } from "@/components/live/base";
import { useGroupWithheld } from "@/components/live/store";
import { useGroupName } from "@/components/runs/use-group-options";
import { IconButton } from "@/components/ui/button";
import type { Backup } from "@/lib/contract";

/** The file of a verified backup; it is hashed anew while it is read. Nothing for any other. */
export function DownloadBackup({ backup }: { backup: Backup }) {
  const group = useGroupName(backup.group);
  const withheld = useGroupWithheld(backup.group);
  if (backup.state !== "verified") return null;
  const icon = <Download size={14} strokeWidth={1.5} aria-hidden="true" />;
  if (withheld !== null)
    return (
      <IconButton label={`Download the backup of ${group}`} blocked={withheld} className="size-[26px]!">
        {icon}
      </IconButton>
    );
  return (
    <a
      href={withBase(`/api/backups/${encodeURIComponent(backup.id)}/rdb`)}
      download
      aria-label={`Download the backup of ${group}`}
      title={`Download the backup of ${group}`}
      className="inline-grid size-[26px] flex-none place-items-center rounded-md text-fg-2 transition-colors duration-120 hover:bg-inset hover:text-fg"
    >
      {icon}
    </a>
  );
}
