"use client";
import { useState } from "react";
import { ConfirmFirst } from "@/components/access/confirm-first";
import { api, problemOf } from "@/components/live/api";
import { useGroupName } from "@/components/runs/use-group-options";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { mayHaveFile } from "@/lib/backup/file";
import type { Backup, Problem } from "@/lib/contract";
import { hasFile } from "./proofs";
import { dropBackup } from "./use-backup-list";

/** Strikes a backup from the list, and says before it is done which file goes with it and which stays. */
export function ForgetBackupDialog({ backup, onClose }: { backup: Backup; onClose: () => void }) {
  const group = useGroupName(backup.group);
  const verb = hasFile(backup) ? "Delete" : "Forget";
  const [problem, setProblem] = useState<Problem | null>(null);
  const forget = (): void => {
    api
      .delete(`/api/backups/${encodeURIComponent(backup.id)}`)
      .then(() => {
        onClose();
        dropBackup(backup.id);
      })
      .catch((error: unknown) => setProblem(problemOf(error)));
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`${verb} this backup of ${group}?`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="danger" onClick={forget}>
            {verb} backup
          </Button>
        </>
      }
    >
      <ConfirmFirst problem={problem} onConfirmed={forget} />
      <p className="whitespace-normal text-pretty px-5 py-4">
        <Consequence backup={backup} />
      </p>
    </Dialog>
  );
}

function Consequence({ backup }: { backup: Backup }) {
  if (mayHaveFile(backup))
    return hasFile(backup)
      ? "Tidemark's file of it is deleted, and cannot be had back."
      : "Nothing was kept of it: only its row in this list goes.";
  return (
    <>
      Only its row in this list goes.{" "}
      {backup.path === null ? (
        "A file the instance wrote stays where it is."
      ) : (
        <>
          The file <span className="mono break-all">{backup.path}</span> on {backup.instance} stays.
        </>
      )}{" "}
      The next save on that instance overwrites it, as Redis always does.
    </>
  );
}
