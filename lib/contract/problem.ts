import { z } from "zod";

/** RFC 9457, with a stable `code`. No password, token or byte of a remote reply in it. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string(),
    /** `group-busy`: the run in progress. */
    run: z.string().optional(),
    /** `plan-stale`: what changed. `bad-request`: what was wrong, field by field. */
    errors: z.array(z.string()).optional(),
    /** `too-many-attempts`: when to try again. */
    retryAfterSeconds: z.number().int().optional(),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof Problem>;
