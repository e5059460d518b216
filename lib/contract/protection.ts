import { z } from "zod";
import { Bytes, Offset, Seconds, Timestamp } from "./common";

/** How far a group has come since its newest verified backup: what would be lost if every instance were. */
export const Protection = z
  .object({
    /** The id of that backup. */
    backup: z.string(),
    /** When it ended. */
    at: Timestamp,
    replid: z.string().nullable(),
    /** The place in the stream that it holds all of. */
    offset: Offset.nullable(),
    /** What the primary was given since; null: it cannot be told, and `unknown` says why. */
    bytes: Bytes.nullable(),
    /** Since it ended. */
    seconds: Seconds,
    /**
     * Why `bytes` is null. `no-primary`: none answers. `no-position`: of the backup or the primary no place is known.
     * `ahead`: it holds bytes that the primary never had. `other-history`: nothing says that the two count alike.
     */
    unknown: z.enum(["no-primary", "no-position", "ahead", "other-history"]).nullable(),
  })
  .meta({ id: "Protection" });
export type Protection = z.infer<typeof Protection>;
