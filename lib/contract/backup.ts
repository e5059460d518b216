import { z } from "zod";
import { Bytes, GroupId, InstanceId, Offset, Timestamp } from "./common";
import { BackupMethod, Check } from "./plan";

export const Backup = z
  .object({
    id: z.string(),
    group: GroupId,
    instance: InstanceId,
    run: z.string().nullable(),
    method: BackupMethod,
    /** `saved`: the instance's own dump is proven to have ended well; its file was not read by us, so it is not `verified`. One by BGSAVE whose file lies on this machine is read, kept and verified like one over the wire. */
    state: z.enum(["running", "saved", "verified", "failed", "damaged"]),
    startedAt: Timestamp,
    endedAt: Timestamp.nullable(),
    /** Where the file lies on the instance's host; null while unknown, and where Tidemark keeps it itself. */
    path: z.string().nullable(),
    /** Where a target outside data-dir keeps the file, as `s3://bucket/key`; null: none does. */
    location: z.string().nullable(),
    sizeBytes: Bytes.nullable(),
    sha256: z.string().nullable(),
    rdbVersion: z.number().int().nullable(),
    serverVersion: z.string().nullable(),
    replid: z.string().nullable(),
    /** The stream position of the save; where only bounds are known, the lower one. */
    offset: Offset.nullable(),
    keys: z.number().int().nullable(),
    expires: z.number().int().nullable(),
    /** What the walk counted, database by database; null where the file was not walked. */
    databases: z
      .array(z.object({ index: z.number().int(), keys: z.number().int(), expires: z.number().int() }))
      .nullable(),
    sourceLagSeconds: z.number().nullable(),
    checks: z.array(Check),
    /** The last restore into a throw-away server; null: none yet. `seconds`: from the start of the load until it answered, or until it was clear that it would not. */
    drill: z
      .object({
        at: Timestamp,
        ok: z.boolean(),
        keys: z.number().int().nullable(),
        seconds: z.number(),
        /** Against DEBUG DIGEST of the source, where that stood at the backup's offset and may be asked. */
        digest: z.enum(["equal", "different", "not-compared"]),
        text: z.string(),
      })
      .nullable(),
    /** The last time the kept file was read again, and held against what was proven; null: not yet. */
    rechecked: z.object({ at: Timestamp, ok: z.boolean(), text: z.string() }).nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: "Backup" });
export type Backup = z.infer<typeof Backup>;

/** `GET /api/backups`, newest first. */
export const BackupList = z.object({ backups: z.array(Backup) }).meta({ id: "BackupList" });
