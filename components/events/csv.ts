import type { Event } from "@/lib/contract";

const columns = ["at", "type", "severity", "group", "instance", "title", "detail", "run"] as const;

/**
 * One field of RFC 4180. A field a spreadsheet would take for a formula gets an apostrophe before it:
 * titles name instances, and whoever names an instance must not get to compute in the reader's sheet.
 */
function field(value: string | null): string {
  if (value === null) return "";
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Events as CSV with a head line, CRLF between lines, times in UTC as ISO 8601. Unknown is an empty field. */
export const eventsCsv = (events: readonly Event[]): string =>
  [columns.join(","), ...events.map((event) => columns.map((column) => field(event[column])).join(","))].join(
    "\r\n",
  );
