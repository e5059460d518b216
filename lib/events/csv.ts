import type { Event } from "@/lib/contract";
import { csvLine } from "@/lib/csv";

const columns = ["at", "type", "severity", "group", "instance", "title", "detail", "run"] as const;

/** The line that names the columns, with its CRLF. */
export const eventsCsvHead = csvLine(columns);

/** An event as a line with its CRLF; its time in UTC as ISO 8601. Unknown is an empty field. */
export const eventCsvLine = (event: Event): string => csvLine(columns.map((column) => event[column]));
