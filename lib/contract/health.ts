import { z } from "zod";

export const Health = z
  .object({
    status: z.enum(["ok", "degraded"]),
    version: z.string(),
    uptimeSeconds: z.number(),
    instances: z.object({ total: z.number().int(), reachable: z.number().int() }),
    /** Every instance fell silent at once: most likely Tidemark has no network. */
    cutOff: z.boolean(),
    store: z.enum(["ok", "failing"]),
    /** What is wrong with the store and what to do, in words; null: nothing. */
    storeProblem: z.string().nullable(),
    /** Whether actions may run here, and if not, why. */
    actions: z.object({ enabled: z.boolean(), reason: z.string().nullable() }),
    pollIntervalMs: z.number(),
    demo: z.boolean(),
    /** How long samples are kept at the coarsest. */
    historyKeepMs: z.number(),
    /** When a backup is too old to count, and whether anything of backups is done by itself. */
    backups: z.object({ maxAgeSeconds: z.number(), scheduled: z.boolean() }),
    /** Thresholds of lag, for colours and charts. */
    lag: z.object({ warnSeconds: z.number(), criticalSeconds: z.number(), warnBytes: z.number() }),
  })
  .meta({ id: "Health" });
export type Health = z.infer<typeof Health>;
