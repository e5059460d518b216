import type { EventType } from "@/lib/contract";

/** The types of events in the words of a filter. */
export const eventWords: Record<EventType, string> = {
  "role-changed": "Role changed",
  "link-down": "Link down",
  "link-up": "Link up",
  "full-resync": "Full resync",
  "partial-resync": "Partial resync",
  failover: "Failover",
  "instance-down": "Instance down",
  "instance-up": "Instance up",
  "instance-joined": "Instance joined",
  "instance-left": "Instance left",
  "finding-opened": "Finding opened",
  "finding-closed": "Finding closed",
  "run-started": "Run started",
  "run-ended": "Run ended",
  "backup-ended": "Backup ended",
  gap: "No data",
  "fault-injected": "Demo fault",
  "old-primary-returned": "Old primary returned",
  "stragglers-quiet": "Stragglers quiet",
  "schedule-missed": "Schedule missed",
  "backup-damaged": "Backup damaged",
  "recheck-failed": "Backup not read again",
  "retention-frozen": "Deleting stopped",
  "files-without-rows": "Files without rows",
};
