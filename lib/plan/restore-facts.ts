import type { MissingRight } from "@/lib/acl";
import type { Backup } from "@/lib/contract";

/** What a restore is planned from, beside the instances themselves. Null: not known. */
export interface RestoreFacts {
  readonly backup: Backup;
  /** How many databases the target has. */
  readonly databases: number | null;
  /** The longest word the target takes (proto-max-bulk-len). */
  readonly bulkBytes: number | null;
  /** Rights that the operator lacks at the target, by the server's own word. */
  readonly denied: readonly MissingRight[];
  /** What was written to the backup's group since, where that is on the same history still. */
  readonly sinceBytes: number | null;
}
