import type { EventFilter } from "./merge";

/** Where the server has the file of all events that pass the filter. */
export function exportPath({ group, type }: EventFilter, format: "csv" | "json"): string {
  const query = new URLSearchParams({ format });
  if (group !== null) query.set("group", group);
  if (type !== null) query.set("type", type);
  return `/api/events?${query}`;
}
