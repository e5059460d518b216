"use client";
import { useState } from "react";
import { problemOf } from "@/components/live/api";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import type { Experiment } from "@/lib/contract";
import { stopExperiment } from "./requests";
import { usePlaceWithheld, useUnheard } from "./use-lab";

/** Ends an experiment before its time: it keeps what it has measured, and removes what it wrote or started. */
export function StopExperiment({ experiment: { id, where } }: { experiment: Experiment }) {
  const [asked, setAsked] = useState(false);
  const withheld = usePlaceWithheld(where);
  const off = useUnheard();
  const stop = (): void => {
    setAsked(true);
    stopExperiment(id).catch((error: unknown) => {
      const { title, detail } = problemOf(error);
      toast(title, { description: detail, tone: "error" });
      setAsked(false);
    });
  };
  return (
    <Button
      onClick={stop}
      blocked={withheld ?? off ?? (asked ? "The experiment has been asked to stop." : null)}
    >
      {asked ? "Stopping…" : "Stop"}
    </Button>
  );
}
