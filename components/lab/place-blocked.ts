import type { Lab, LabPlace } from "@/lib/contract";

/**
 * Why no experiment can be started in this place now, as a sentence that says what would help; null: one can.
 * @param lab null: not read yet
 * @param nameOf of a group, by its id
 */
export function placeBlocked(
  lab: Lab | null,
  where: LabPlace,
  nameOf: (group: string) => string,
): string | null {
  if (lab === null) return "Reading where experiments may run.";
  if (lab.running !== null)
    return "An experiment is running. There is one at a time, for two would measure each other.";
  if (where.place === "throwaway") {
    const { allowed, unable } = lab.throwaway;
    if (unable !== null) return unable;
    return allowed ? null : "No admin has allowed experiments on throw-away servers here.";
  }
  const group = lab.groups.find((one) => one.group === where.group);
  if (group === undefined) return `${nameOf(where.group)} is not watched any more, or not by you.`;
  return group.allowed ? null : `No admin has allowed experiments in ${nameOf(where.group)}.`;
}
