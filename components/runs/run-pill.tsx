"use client";
import { StatePill } from "@/components/ui/state-pill";
import type { Run } from "@/lib/contract";
import { runPill } from "./run-text";
import { useClock } from "./use-clock";

/** How a run stands, its time counting while it runs. */
export function RunPill({ run }: { run: Run }) {
  const now = useClock(run.state === "running" ? 100 : null);
  const { word, shape } = runPill(run, now);
  return <StatePill state={shape}>{word}</StatePill>;
}
