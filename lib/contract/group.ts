import { z } from "zod";
import { GroupId, InstanceId, Timestamp } from "./common";
import { Finding } from "./finding";
import { Instance } from "./instance";
import { Protection } from "./protection";
import { GroupSentinel } from "./sentinel";

export const GroupStatus = z.enum(["ok", "warning", "critical", "unknown"]);
export type GroupStatus = z.infer<typeof GroupStatus>;

export const Group = z
  .object({
    id: GroupId,
    name: z.string(),
    mode: z.enum(["replication", "sentinel", "cluster"]),
    status: GroupStatus,
    /** Rises with every change of roles, links or members. */
    revision: z.number().int().min(0),
    sampledAt: Timestamp.nullable(),
    /** Null when there is none, or more than one. */
    primary: InstanceId.nullable(),
    instances: z.array(Instance),
    findings: z.array(Finding),
    /** The Sentinels that manage it; null: none is known. */
    sentinel: GroupSentinel.nullable(),
    /** How far it has come since its newest verified backup; null: there is none, or the list is not read yet. */
    protection: Protection.nullable().default(null),
    /** The run in progress. */
    run: z.string().nullable(),
    /** Tidemark started these servers itself (`tidemark demo`), so faults may be injected. */
    demo: z.boolean(),
  })
  .meta({ id: "Group" });
export type Group = z.infer<typeof Group>;

export const GroupSummary = z
  .object({
    id: GroupId,
    name: z.string(),
    mode: Group.shape.mode,
    status: GroupStatus,
    revision: z.number().int().min(0),
    sampledAt: Timestamp.nullable(),
    primary: InstanceId.nullable(),
    replicas: z.object({ online: z.number().int(), total: z.number().int() }),
    worstLagBytes: z.number().nullable(),
    worstLagSeconds: z.number().nullable(),
    worstResync: Instance.shape.resync,
    writeBytesPerSecond: z.number().nullable(),
    findings: z.object({ critical: z.number().int(), warning: z.number().int(), info: z.number().int() }),
    /** As in `Group`. */
    protection: Protection.nullable(),
    run: z.string().nullable(),
    demo: z.boolean(),
  })
  .meta({ id: "GroupSummary" });
export type GroupSummary = z.infer<typeof GroupSummary>;

/** `GET /api/groups`, worst first. */
export const GroupList = z.object({ groups: z.array(GroupSummary) }).meta({ id: "GroupList" });

const Login = z.object({
  username: z.string().max(200).optional(),
  password: z.string().max(1000).optional(),
});

/** `POST /api/groups`. */
export const AddGroup = z
  .object({
    name: z.string().trim().min(1).max(80),
    seeds: z.array(z.string().min(1).max(500)).min(1).max(20),
    username: z.string().max(200).optional(),
    password: z.string().max(1000).optional(),
    /** Used for actions; left out: the same as above. */
    operator: Login.optional(),
    /** Used for backups; left out: the operator's. */
    backup: Login.optional(),
    tls: z
      .object({
        ca: z.string().optional(),
        cert: z.string().optional(),
        key: z.string().optional(),
        "server-name": z.string().optional(),
      })
      .optional(),
  })
  .meta({ id: "AddGroup" });
export type AddGroup = z.infer<typeof AddGroup>;
