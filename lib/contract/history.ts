import { z } from "zod";
import { InstanceId } from "./common";

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
      }),
    ),
  })
  .meta({ id: "History" });
export type History = z.infer<typeof History>;
