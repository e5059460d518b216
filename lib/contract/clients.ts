import { z } from "zod";
import { InstanceId, Timestamp } from "./common";

export const ConnectedClient = z.object({
  /** Of CLIENT LIST: unique within one process of the server. */
  id: z.number().int().min(0),
  /** `host:port` of the client, as the server sees it. */
  address: z.string(),
  /** What it calls itself (CLIENT SETNAME): anybody may say anything here. */
  name: z.string().nullable(),
  user: z.string().nullable(),
  ageSeconds: z.number().min(0),
  idleSeconds: z.number().min(0),
  /** The last command, in lower case. */
  command: z.string().nullable(),
  /** Whether that command writes; null: not known. */
  writes: z.boolean().nullable(),
  kind: z.enum(["normal", "pubsub", "replica", "upstream", "sentinel", "tidemark"]),
});
export type ConnectedClient = z.infer<typeof ConnectedClient>;

/** `GET /api/instances/:id/clients`: who is connected there now, longest idle last. */
export const ClientList = z
  .object({
    instance: InstanceId,
    sampledAt: Timestamp,
    /** How many connections there are, those beyond the first 1,000 and Tidemark's own among them. */
    total: z.number().int().min(0),
    clients: z.array(ConnectedClient),
    /** Writes refused with READONLY since the process began; null before 6.2, which counts none, and where INFO did not come. */
    readonlyErrors: z.number().int().min(0).nullable(),
  })
  .meta({ id: "ClientList" });
export type ClientList = z.infer<typeof ClientList>;
