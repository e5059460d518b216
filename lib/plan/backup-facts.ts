import type { InstanceId } from "@/lib/group/member";

/** What is known of the ways a backup could be taken, beside the instances themselves. */
export interface BackupFacts {
  /** What a backup may take of Tidemark's disk; null: not known. */
  readonly roomBytes: number | null;
  /** Where backups go that do not go to Tidemark's disk: `the bucket backups`. Nobody knows of a limit there. */
  readonly beyondDisk?: string;
  /** Instances where the backups' user may not copy a data set. */
  readonly denied: ReadonlySet<InstanceId>;
}
