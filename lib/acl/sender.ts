import type { StepKind } from "@/lib/contract";
import type { Credentials } from "./rights";

/** Steps that only a backup has, and that take the whole data set or have it saved. */
const ofBackups: ReadonlySet<StepKind> = new Set(["bgsave", "receive-rdb"]);

/**
 * Whose login a step's commands are sent with. The settings that guard a save are the operator's to change: CONFIG SET is close
 * to every right there is, and a user for backups shall not have it.
 */
export const senderOf = (kind: StepKind): Credentials => (ofBackups.has(kind) ? "backup" : "operator");
