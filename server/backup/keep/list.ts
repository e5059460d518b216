import type { Run, Schedule, ScheduleKind, ScheduleList, ScheduleSlot, SlotOutcome } from "@/lib/contract";
import type { SlotRow, Store } from "@/server/ports";
import type { Timetable } from "./cron";

export interface Planned {
  readonly kind: ScheduleKind;
  /** Null: there is no such schedule. */
  readonly timetable: Timetable | null;
  /** Why nothing is started though there is one; null: it is. */
  readonly off: string | null;
}

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** Each schedule with what comes next, and what became of the last slot of each group. */
export async function listSchedules(
  planned: readonly Planned[],
  {
    store,
    groups,
    nowMs,
  }: { store: Pick<Store, "slots" | "runs">; groups: readonly string[]; nowMs: number },
): Promise<ScheduleList> {
  const schedules = await Promise.all(
    planned.map(async ({ kind, timetable, off }): Promise<Schedule> => {
      const rows = timetable === null ? [] : await store.slots.newest(kind);
      const told = new Map<string, ScheduleSlot>();
      for (const row of rows) told.set(row.group, await slotOf(row, store));
      const [newest] = rows;
      return {
        kind,
        expression: timetable?.expression ?? null,
        next: off === null ? iso(timetable?.next(nowMs) ?? null) : null,
        off: timetable === null ? null : off,
        last: newest === undefined ? null : (told.get(newest.group) ?? null),
        groups: timetable === null ? [] : groups.map((group) => ({ group, last: told.get(group) ?? null })),
      };
    }),
  );
  return { schedules };
}

/** A slot whose process ended before its run did is told by that run. */
async function slotOf(row: SlotRow, { runs }: Pick<Store, "runs">): Promise<ScheduleSlot> {
  const run = row.state === "running" && row.run !== null ? await runs.get(row.run) : null;
  return {
    slot: new Date(row.slotMs).toISOString(),
    at: new Date(row.claimedMs).toISOString(),
    outcome: run === null ? row.state : outcomes[run.state],
    text: run?.summary ?? row.text,
    run: row.run,
  };
}

const outcomes: Readonly<Record<Run["state"], SlotOutcome>> = {
  running: "running",
  succeeded: "succeeded",
  unchanged: "failed",
  "rolled-back": "failed",
  partial: "failed",
  unknown: "failed",
};
