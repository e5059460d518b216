import { z } from "zod";
import { Bytes, GroupId, InstanceId, Timestamp } from "./common";
import { Run } from "./run";

/** Who is still where the primary was, as last read. */
export const Stragglers = z.object({
  sampledAt: Timestamp,
  /** Connections of applications: neither replicas' nor Sentinels' nor Tidemark's. */
  clients: z.number().int().min(0),
  /** Of them, those whose last command writes. */
  writers: z.number().int().min(0),
  /** Writes refused with READONLY since it was first looked at after the promotion; null before 6.2, which counts none. */
  refused: z.number().int().min(0).nullable(),
  /** The same per second, since the look before; null: not known yet. */
  refusedPerSecond: z.number().min(0).nullable(),
});
export type Stragglers = z.infer<typeof Stragglers>;

/** What the last promotion of a group left behind, for as long as somebody has to look after it. */
export const Aftermath = z.object({
  group: GroupId,
  /** The run that promoted; null: somebody else did, Sentinel or by hand. */
  run: z.string().nullable(),
  promoted: InstanceId,
  demoted: InstanceId,
  since: Timestamp,
  /** What was lost, as its run counted it. */
  loss: Run.shape.loss,
  /** The old primary came back as a primary: since when, and the bytes that it alone had then. */
  returned: z
    .object({
      at: Timestamp,
      ownBytes: Bytes.nullable(),
      text: z.string(),
      /** What is so now, in the words of its finding; null: it is no second primary any more. */
      now: z.string().nullable(),
    })
    .nullable(),
  /** Null: the demoted instance does not answer, or is no replica yet. */
  stragglers: Stragglers.nullable(),
  /** No client has tried to write to the demoted instance for a while: it is not looked at any more. */
  quiet: z.object({ at: Timestamp, text: z.string() }).nullable(),
});
export type Aftermath = z.infer<typeof Aftermath>;

/** `GET /api/groups/:group/aftermath`; null: no promotion was seen, or it was long ago. */
export const AftermathAnswer = z.object({ aftermath: Aftermath.nullable() }).meta({ id: "AftermathAnswer" });
export type AftermathAnswer = z.infer<typeof AftermathAnswer>;
