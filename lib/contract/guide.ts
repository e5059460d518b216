import { z } from "zod";
import { Bytes, GroupId, InstanceId } from "./common";

/** A fact and where it was seen, for a person: `used_memory of 10.0.0.1:6379, less its start and backlog`. Null: not known. */
const seen = <T extends z.ZodType>(value: T) => z.object({ value, seen: z.string() }).nullable();

/** `GET /api/groups/:group/guide`: what a set-up of the group would follow from, as far as it is seen. */
export const Guide = z
  .object({
    group: GroupId,
    name: z.string(),
    /** `redis 7.0`, of the primary. */
    version: seen(z.string()),
    /** As replicas dial it. */
    primary: seen(z.string()),
    replicas: seen(z.array(z.object({ address: z.string(), follows: z.string() }))),
    /** The mean of the busiest minute that is kept. */
    writeBytesPerSecond: seen(z.number().min(0)),
    dataBytes: seen(Bytes),
    tls: seen(z.boolean()),
    auth: seen(z.enum(["acl", "password"])),
    sentinel: seen(
      z.object({
        name: z.string().nullable(),
        addresses: z.array(z.string()),
        quorum: z.number().int().nullable(),
      }),
    ),
    persistence: seen(z.enum(["aof", "rdb", "none"])),
    minReplicas: seen(z.number().int().min(0)),
    /** What each instance has now; null: it does not tell its settings. */
    settings: z.array(
      z.object({
        instance: InstanceId,
        role: z.enum(["primary", "replica"]).nullable(),
        values: z.record(z.string(), z.string()).nullable(),
      }),
    ),
  })
  .meta({ id: "Guide" });
export type Guide = z.infer<typeof Guide>;
