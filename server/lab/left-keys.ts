import type { Experiment } from "@/lib/contract";
import type { Fleet } from "@/server/ports";
import { LabKeys } from "./keys";
import { removeKeys } from "./remove-keys";

const DEADLINE_MS = 2_000;

/** Removes the keys of an experiment whose process is gone, and says what became of them; null: it had none. */
export async function removeLeftKeys(
  fleet: Fleet,
  { id, where, settings }: Experiment,
): Promise<string | null> {
  if (where.place !== "group" || settings.kind === "sync") return null;
  const keys = new LabKeys(id, settings.keys, settings.seconds);
  const { group } = where;
  return removeKeys(keys, async (words) => {
    const primary = fleet.group(group)?.primary ?? (await refreshed(fleet, group));
    if (primary === null) throw new Error(`${group} has no primary now.`);
    const outcome = await fleet.command(primary, words, { as: "operator", deadlineMs: DEADLINE_MS });
    if (outcome.state === "replied") return outcome.reply;
    throw new Error(outcome.state === "refused" ? outcome.message : outcome.detail);
  });
}

/** Right after a start nobody has been looked at yet. */
const refreshed = async (fleet: Fleet, group: string): Promise<string | null> =>
  fleet.group(group) === null ? null : (await fleet.refresh(group)).primary;
