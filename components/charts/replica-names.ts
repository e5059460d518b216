import type { Group } from "@/lib/contract";

/** Every instance that is not a primary, `id` and name joined by a tab, by name. Plain strings, so that equal lists compare equal. */
export function replicaNames(group: Group | null): string[] {
  return (group?.instances ?? [])
    .filter(({ role }) => role !== "primary")
    .sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }))
    .map(({ id, name }) => `${id}\t${name}`);
}
