import type { AuditEntry } from "@/lib/contract";
import { csvLine } from "@/lib/csv";

const columns = [
  "n",
  "at",
  "actor",
  "kind",
  "group",
  "instance",
  "run",
  "detail",
  "previous",
  "hash",
] as const;

/** The line that names the columns, with its CRLF. */
export const auditCsvHead = csvLine(columns);

/** A row of the audit as a line with its CRLF; `detail` is its JSON. */
export const auditCsvLine = (entry: AuditEntry): string =>
  csvLine([
    String(entry.n),
    entry.at,
    entry.actor,
    entry.kind,
    entry.group,
    entry.instance,
    entry.run,
    JSON.stringify(entry.detail),
    entry.previous,
    entry.hash,
  ]);
