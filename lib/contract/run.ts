import { z } from "zod";
import { Action, Bytes, GroupId, InstanceId, Seconds, Timestamp } from "./common";
import { PlanStep } from "./plan";

export const RunState = z.enum(["running", "succeeded", "unchanged", "rolled-back", "partial", "unknown"]);
export type RunState = z.infer<typeof RunState>;
export const StepState = z.enum(["pending", "running", "done", "skipped", "failed", "unknown"]);
export type StepState = z.infer<typeof StepState>;

export const StepProgress = z.object({
  text: z.string(),
  /** 0 to 1; null: a total is not known. */
  fraction: z.number().min(0).max(1).nullable(),
  etaSeconds: z.number().min(0).nullable(),
});
export type StepProgress = z.infer<typeof StepProgress>;

export const RunStep = PlanStep.extend({
  state: StepState,
  startedAt: Timestamp.nullable(),
  endedAt: Timestamp.nullable(),
  reply: z.string().nullable(),
  error: z.string().nullable(),
  progress: StepProgress.nullable(),
});
export type RunStep = z.infer<typeof RunStep>;

export const Run = z
  .object({
    id: z.string(),
    /** Its plan's id; empty for a drill, which has none. */
    plan: z.string(),
    action: Action,
    group: GroupId,
    instance: InstanceId,
    title: z.string(),
    actor: z.string(),
    state: RunState,
    startedAt: Timestamp,
    endedAt: Timestamp.nullable(),
    steps: z.array(RunStep),
    /** Measured, once known: how long writes were paused. */
    writePausedSeconds: z.number().nullable(),
    /** Resyncs that the upstreams of this run's links have counted since it began; null: not counted, or not known. */
    counted: z.object({ partial: z.number().int().min(0), full: z.number().int().min(0) }).nullable(),
    cancellable: z.boolean(),
    summary: z.string().nullable(),
    /** The exact command a person should run where the run could not finish. */
    advice: z.string().nullable(),
    backup: z.string().nullable(),
    /** What a forced promotion has lost, as far as that is known when it ends; null: nothing, or no such run. */
    loss: z.object({ bytes: Bytes.nullable(), seconds: Seconds.nullable(), text: z.string() }).nullable(),
  })
  .meta({ id: "Run" });
export type Run = z.infer<typeof Run>;

/** `GET /api/runs`, newest first. */
export const RunList = z.object({ runs: z.array(Run) }).meta({ id: "RunList" });

/** `POST /api/runs`. */
export const StartRun = z
  .object({
    plan: z.string().min(1).max(100),
    confirm: z.object({ accepted: z.literal(true), text: z.string().max(200).optional() }).optional(),
  })
  .meta({ id: "StartRun" });
export type StartRun = z.infer<typeof StartRun>;
