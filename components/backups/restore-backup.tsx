"use client";
import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { useGroupWithheld } from "@/components/live/store";
import { useGroupName } from "@/components/runs/use-group-options";
import { IconButton } from "@/components/ui/button";
import { lazyDialog } from "@/components/ui/lazy-dialog";
import type { Backup } from "@/lib/contract";

const RestoreDialog = lazyDialog(
  () => import("./restore-dialog").then((m) => m.RestoreDialog),
  ({ onClose }) => onClose(),
);

/** Where a verified backup could be restored into. Nothing for any other. */
export function RestoreBackup({ backup }: { backup: Backup }) {
  const group = useGroupName(backup.group);
  const withheld = useGroupWithheld(backup.group);
  const [open, setOpen] = useState(false);
  if (backup.state !== "verified") return null;
  return (
    <>
      <IconButton
        label={`Restore the backup of ${group}…`}
        blocked={withheld}
        className="size-[26px]!"
        onClick={() => setOpen(true)}
      >
        <RotateCcw size={14} strokeWidth={1.5} aria-hidden="true" />
      </IconButton>
      {open && <RestoreDialog backup={backup} onClose={() => setOpen(false)} />}
    </>
  );
}
