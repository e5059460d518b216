import { z } from "zod";
import { Bytes, GroupId, InstanceId, Seconds, Timestamp } from "./common";
import { Sketch } from "./plan";

/** What becomes of one replica. */
export const Survivor = z.object({
  instance: InstanceId,
  /** Whom it would follow in the end; null: nobody that is left could feed it. */
  upstream: InstanceId.nullable(),
  /** `none`: its link is not touched. */
  resync: z.enum(["none", "partial", "full", "unknown"]),
  /** `partial`: bytes of the stream to send. `full`: at most about so many. */
  copyBytes: Bytes.nullable(),
  reason: z.string(),
});
export type Survivor = z.infer<typeof Survivor>;

/** `GET /api/instances/:id/what-if`: what the death of an instance would cost now. Nothing is executed. */
export const WhatIf = z
  .object({
    instance: InstanceId,
    group: GroupId,
    revision: z.number().int().min(0),
    /** When the newest reading it was told from was made. */
    sampledAt: Timestamp.nullable(),
    role: z.enum(["primary", "replica"]).nullable(),
    /** The whole of it, in a sentence or two. */
    summary: z.string(),
    /** Who would act on it. */
    decides: z.object({ by: z.enum(["operator", "sentinel", "cluster", "nobody"]), text: z.string() }),
    /** The replica that would take over from a primary; null: none could, or none is needed. */
    successor: z.object({ instance: InstanceId, reason: z.string() }).nullable(),
    /** Writes that would be lost. */
    loss: z.object({
      verdict: z.enum(["none", "possible", "certain"]),
      /** Null: not known. */
      bytesAtLeast: Bytes.nullable(),
      bytesAtMost: Bytes.nullable(),
      secondsAtMost: Seconds.nullable(),
      text: z.string(),
    }),
    /** Every replica whose link it would end or change, directly or by what must be done about it. */
    survivors: z.array(Survivor),
    /** Whether writes would be taken, at the successor or the primary that is left. */
    writes: z.object({
      /** `wait`: refused until enough replicas follow. */
      verdict: z.enum(["accepted", "wait", "refused", "unknown"]),
      instance: InstanceId.nullable(),
      /** Of its min-replicas-to-write. Null: not known. */
      demanded: z.number().int().min(0).nullable(),
      /** Good replicas it would have in the end. */
      good: z.number().int().min(0).nullable(),
      text: z.string(),
    }),
    /** What is left to read from. */
    reads: z.string(),
    before: Sketch,
    /** Once all is done that can be done; the dead instance has no role there. */
    after: Sketch,
  })
  .meta({ id: "WhatIf" });
export type WhatIf = z.infer<typeof WhatIf>;
