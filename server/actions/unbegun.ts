import type { Run, RunStep } from "@/lib/contract";

/** What a step is before its turn. */
export const unbegunStep = {
  state: "pending",
  startedAt: null,
  endedAt: null,
  reply: null,
  error: null,
  progress: null,
} as const satisfies Partial<RunStep>;

/** What is not known of a run before its first step. */
export const unbegunRun = {
  state: "running",
  endedAt: null,
  writePausedSeconds: null,
  counted: null,
  cancellable: true,
  summary: null,
  advice: null,
  backup: null,
  loss: null,
} as const satisfies Partial<Run>;
