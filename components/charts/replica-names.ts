import type { Group } from "@/lib/contract";

/** Names of every instance that is not a primary, by id, in the order of the names. Flat, so that equal ones compare equal. */
export function replicaNames(group: Group | null): Record<string, string> {
  const replicas = (group?.instances ?? []).filter(({ role }) => role !== "primary");
  replicas.sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
  return Object.fromEntries(replicas.map(({ id, name }) => [id, name]));
}
