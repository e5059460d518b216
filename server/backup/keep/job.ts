import type { ScheduleKind } from "@/lib/contract";
import type { SlotKey } from "@/server/ports";
import type { Timetable } from "./cron";

/** Who acts where a schedule does. */
export const SCHEDULE_ACTOR = "schedule";

/** How a slot came out. */
export type JobEnd =
  | { readonly state: "succeeded" | "failed" | "skipped"; readonly text: string }
  /** Something that passes was in the way: nothing was begun, and it is tried again. */
  | { readonly state: "busy" }
  /** Tidemark stops: whoever comes next goes on with it. */
  | { readonly state: "left" };

/** What one schedule does. */
export interface Job {
  readonly kind: ScheduleKind;
  readonly timetable: Timetable;
  groups(): readonly string[];
  /** Whether it must wait for a run of this group to end. */
  isHeld(group: string): boolean;
  /** @param at.began is told the run that was started: from then on its end is the slot's, whatever becomes of this process. */
  perform(
    slot: SlotKey,
    at: { readonly signal: AbortSignal; began(run: string): Promise<void> },
  ): Promise<JobEnd>;
}

/** The slot's own Idempotency-Key: what was started for it is found again, and never started twice. */
export const keyOf = ({ kind, group, slotMs }: SlotKey): string =>
  `schedule:${kind}:${group}:${new Date(slotMs).toISOString()}`;
