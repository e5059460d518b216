import { formatCount } from "@/lib/format";
import type { Fleet } from "@/server/ports";
import type { Timetable } from "./cron";
import type { Job } from "./job";
import type { Rechecks } from "./rechecks";

/** Reads the kept files of each watched group again. What an earlier process has read for this very slot is not read twice. */
export const recheckJob = (
  { fleet, rechecks }: { fleet: Pick<Fleet, "groups">; rechecks: Pick<Rechecks, "all"> },
  timetable: Timetable,
): Job => ({
  kind: "recheck",
  timetable,
  groups: () => fleet.groups().map(({ id }) => id),
  isHeld: () => false,
  async perform({ group, slotMs }, { signal }) {
    const round = await rechecks.all(group, slotMs, signal);
    if (round === null) return { state: "left" };
    const { read, damaged, unread } = round;
    const text = [
      `${formatCount(read)} read again`,
      damaged === 0 ? "none is damaged" : `${formatCount(damaged)} damaged`,
      ...(unread === 0 ? [] : [`${formatCount(unread)} could not be read`]),
    ].join(", ");
    return { state: damaged + unread === 0 ? "succeeded" : "failed", text: `${text}.` };
  },
});
