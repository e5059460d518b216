"use client";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { useGroupWithheld } from "@/components/live/store";
import { useGroupName } from "@/components/runs/use-group-options";
import { IconButton } from "@/components/ui/button";
import { lazyDialog } from "@/components/ui/lazy-dialog";
import type { Backup } from "@/lib/contract";
import { hasFile } from "./proofs";

const ForgetBackupDialog = lazyDialog(
  () => import("./forget-backup-dialog").then((m) => m.ForgetBackupDialog),
  ({ onClose }) => onClose(),
);

/** Asks before a backup is struck from the list. One that is under way is not. */
export function ForgetBackup({ backup }: { backup: Backup }) {
  const group = useGroupName(backup.group);
  const withheld = useGroupWithheld(backup.group, "admin");
  const [open, setOpen] = useState(false);
  if (backup.state === "running") return null;
  return (
    <>
      <IconButton
        label={`${hasFile(backup) ? "Delete" : "Forget"} the backup of ${group}`}
        blocked={withheld}
        className="size-[26px]!"
        onClick={() => setOpen(true)}
      >
        <Trash2 size={14} strokeWidth={1.5} aria-hidden="true" />
      </IconButton>
      {open && <ForgetBackupDialog backup={backup} onClose={() => setOpen(false)} />}
    </>
  );
}
