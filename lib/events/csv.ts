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

/** The line that names the columns, with its CRLF. */
export const eventsCsvHead = `${columns.join(",")}\r\n`;

/** An event as a line with its CRLF; its time in UTC as ISO 8601. Unknown is an empty field. */
export const eventCsvLine = (event: Event): string =>
  `${columns.map((column) => field(event[column])).join(",")}\r\n`;
