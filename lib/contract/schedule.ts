import { z } from "zod";
import { GroupId, Timestamp } from "./common";

/** What is done by itself: a backup of each group, a drill of its newest verified one, all kept files read again. */
export const ScheduleKind = z.enum(["backup", "drill", "recheck"]);
export type ScheduleKind = z.infer<typeof ScheduleKind>;

/** `skipped`: the slot was passed over, and `text` says why. */
export const SlotOutcome = z.enum(["running", "succeeded", "failed", "skipped"]);
export type SlotOutcome = z.infer<typeof SlotOutcome>;

/** What became of one slot: an instant of a schedule, for one group. */
export const ScheduleSlot = z.object({
  /** The instant it stands for. */
  slot: Timestamp,
  /** When it was taken up, or passed over. */
  at: Timestamp,
  outcome: SlotOutcome,
  text: z.string(),
  run: z.string().nullable(),
});
export type ScheduleSlot = z.infer<typeof ScheduleSlot>;

export const Schedule = z
  .object({
    kind: ScheduleKind,
    /** Five fields of cron, in UTC; null: there is no such schedule. */
    expression: z.string().nullable(),
    next: Timestamp.nullable(),
    /** Why nothing is started though there is a schedule; null: it is. */
    off: z.string().nullable(),
    /** The newest slot of any group; null: none yet. */
    last: ScheduleSlot.nullable(),
    groups: z.array(z.object({ group: GroupId, last: ScheduleSlot.nullable() })),
  })
  .meta({ id: "Schedule" });
export type Schedule = z.infer<typeof Schedule>;

/** `GET /api/schedules`: one of each kind. */
export const ScheduleList = z.object({ schedules: z.array(Schedule) }).meta({ id: "ScheduleList" });
export type ScheduleList = z.infer<typeof ScheduleList>;
