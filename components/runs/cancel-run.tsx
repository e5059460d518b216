"use client";
import { useState } from "react";
import { api, problemOf } from "@/components/live/api";
import { putRun, useGroupWithheld } from "@/components/live/store";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import type { Run } from "@/lib/contract";

/** Asks a run to stop where it can: an abort of FAILOVER gives the primary its writes back. */
export function CancelRun({ run }: { run: Run }) {
  const [asked, setAsked] = useState(false);
  const withheld = useGroupWithheld(run.group);
  const cancel = (): void => {
    setAsked(true);
    api
      .post<Run>(`/api/runs/${encodeURIComponent(run.id)}/cancel`, {})
      .then(putRun)
      .catch((error: unknown) => {
        const { title, detail } = problemOf(error);
        toast(title, { description: detail, tone: "error" });
        setAsked(false);
      });
  };
  return (
    <Button
      onClick={cancel}
      blocked={withheld ?? (asked ? "The run has been asked to stop." : null)}
      className={withheld === null ? "border-crit! text-crit!" : undefined}
    >
      {asked ? "Stopping…" : "Abort"}
    </Button>
  );
}
