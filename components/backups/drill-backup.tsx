"use client";
import { useState } from "react";
import { api, problemOf } from "@/components/live/api";
import { putRun } from "@/components/live/store";
import { useGroupName } from "@/components/runs/use-group-options";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import type { Backup, Run } from "@/lib/contract";
import { useDrillBlocked } from "./use-drills";

/** Restores a verified backup into a throw-away server, for proof; it harms nothing, so it asks nothing. Nothing for any other. */
export function DrillBackup({ backup }: { backup: Backup }) {
  const group = useGroupName(backup.group);
  const blocked = useDrillBlocked(backup.group);
  const [asked, setAsked] = useState(false);
  if (backup.state !== "verified") return null;
  const drill = (): void => {
    setAsked(true);
    api
      .post<Run>(`/api/backups/${encodeURIComponent(backup.id)}/drill`, {})
      .then(putRun)
      .catch((error: unknown) => {
        const { title, detail } = problemOf(error);
        toast(title, { description: detail, tone: "error" });
      })
      .finally(() => setAsked(false));
  };
  return (
    <Button
      size="row"
      aria-label={`Drill the backup of ${group}`}
      blocked={blocked ?? (asked ? "The drill is being started." : null)}
      onClick={drill}
    >
      Drill
    </Button>
  );
}
