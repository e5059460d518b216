import { z } from "zod";
import { GroupId, InstanceId, Severity, Timestamp } from "./common";

export const EventType = z.enum([
  "role-changed",
  "link-down",
  "link-up",
  "full-resync",
  "partial-resync",
  "failover",
  "instance-down",
  "instance-up",
  "instance-joined",
  "instance-left",
  "finding-opened",
  "finding-closed",
  "run-started",
  "run-ended",
  "backup-ended",
  "gap",
  "fault-injected",
  "old-primary-returned",
  "stragglers-quiet",
  "schedule-missed",
  "backup-damaged",
  "recheck-failed",
  "retention-frozen",
  "files-without-rows",
]);
export type EventType = z.infer<typeof EventType>;

export const Event = z
  .object({
    id: z.string(),
    at: Timestamp,
    type: EventType,
    group: GroupId.nullable(),
    instance: InstanceId.nullable(),
    severity: Severity,
    title: z.string(),
    detail: z.string(),
    run: z.string().nullable(),
  })
  .meta({ id: "Event" });
export type Event = z.infer<typeof Event>;

/** `GET /api/events`: one page, newest first. */
export const EventPage = z
  .object({
    events: z.array(Event),
    /** Where the next page begins, as `cursor`; null: nothing older is left. */
    next: z.string().nullable(),
  })
  .meta({ id: "EventPage" });
export type EventPage = z.infer<typeof EventPage>;

/** An event before the store gave it an id. */
export type EventDraft = Omit<Event, "id">;
