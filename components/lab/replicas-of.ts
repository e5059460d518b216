import type { Lab, LabPlace, LabSettings } from "@/lib/contract";

/** The replicas that an experiment in this place has, by the names its settings know them by. */
export function replicasOf(lab: Lab | null, where: LabPlace, settings: LabSettings | null): string[] {
  if (where.place === "throwaway")
    return settings?.kind === "consistency"
      ? Array.from({ length: settings.replicas }, (_, i) => `replica-${i + 1}`)
      : [];
  const group = lab?.groups.find((one) => one.group === where.group);
  return group?.instances.flatMap(({ id, role }) => (role === "replica" ? [id] : [])) ?? [];
}
