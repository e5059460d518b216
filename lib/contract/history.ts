import { z } from "zod";
import { InstanceId, Timestamp } from "./common";
import { Group } from "./group";
import { InstanceState } from "./instance";

export const Metric = z.enum([
  "lagBytes",
  "lagSeconds",
  "offset",
  "writeBytesPerSecond",
  "headroomSeconds",
  "headroomBytes",
]);
export type Metric = z.infer<typeof Metric>;

/** Columns on one time axis. A step with no sample is null, so a gap stays a gap. */
export const History = z
  .object({
    stepMs: z.number().int(),
    t: z.array(z.number().int()),
    series: z.array(
      z.object({
        instance: InstanceId,
        metric: Metric,
        max: z.array(z.number().nullable()),
        last: z.array(z.number().nullable()),
        /**
         * The lowest value of each step, which is what matters of a headroom; null for the other metrics. A step from before
         * it was kept is null.
         */
        min: z.array(z.number().nullable()).nullable(),
      }),
    ),
    /** Of each instance the worst state it was in during each step; null: nothing was recorded. */
    states: z.array(z.object({ instance: InstanceId, worst: z.array(InstanceState.nullable()) })),
  })
  .meta({ id: "History" });
export type History = z.infer<typeof History>;

/** A group as it was at a past moment. */
export const Past = z
  .object({
    /** The moment that was asked for. */
    at: Timestamp,
    /**
     * Roles, links, states, figures and open findings of that moment, from what was kept: `sampledAt` of each instance
     * says when its figures were taken, and what was not kept is null. `run` is null.
     */
    group: Group,
  })
  .meta({ id: "Past" });
export type Past = z.infer<typeof Past>;
