import { z } from "zod";
import { Bytes, InstanceId, Offset } from "./common";

/** `GET /api/groups/:group/lineage`: the histories that the members count in, and where they part. */
export const Lineage = z
  .object({
    primary: InstanceId.nullable(),
    /** Parents before their branches. */
    branches: z.array(
      z.object({
        replid: z.string(),
        /** The history it continued; null: the oldest one known. */
        parent: z.string().nullable(),
        /** The first offset that is not the parent's. */
        from: Offset.nullable(),
        /** The group's primary counts in it. */
        ofPrimary: z.boolean(),
        /** The group's primary first. */
        members: z.array(
          z.object({
            instance: InstanceId,
            offset: Offset.nullable(),
            /** Bytes of the stream that it holds and the primary never had: following the primary drops them. Null: not known. */
            ownBytes: Bytes.nullable(),
            /** What following the primary would be; null for the primary itself, and where there is none. */
            resync: z.enum(["partial", "full", "unknown"]).nullable(),
            /** `partial`: bytes of the stream to send. `full`: at most about so many. */
            copyBytes: Bytes.nullable(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: "Lineage" });
export type Lineage = z.infer<typeof Lineage>;
