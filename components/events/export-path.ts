import { type EventFilter, filterQuery } from "./merge";

/** Where the server has the file of all events that pass the filter. */
export function exportPath(filter: EventFilter, format: "csv" | "json"): string {
  const query = filterQuery(filter);
  query.set("format", format);
  return `/api/events?${query}`;
}
