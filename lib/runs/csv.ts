import type { Run } from "@/lib/contract";
import { csvLine } from "@/lib/csv";

type Value = string | number | null;

/** What a run is in a spreadsheet: a name for each column, and what stands in it. */
const columns: readonly (readonly [string, (run: Run) => Value])[] = [
  ["startedAt", ({ startedAt }) => startedAt],
  ["endedAt", ({ endedAt }) => endedAt],
  ["group", ({ group }) => group],
  ["action", ({ action }) => action],
  ["instance", ({ instance }) => instance],
  ["state", ({ state }) => state],
  ["actor", ({ actor }) => actor],
  ["title", ({ title }) => title],
  ["summary", ({ summary }) => summary],
  ["advice", ({ advice }) => advice],
  ["writePausedSeconds", ({ writePausedSeconds }) => writePausedSeconds],
  ["partialResyncs", ({ counted }) => counted?.partial ?? null],
  ["fullResyncs", ({ counted }) => counted?.full ?? null],
  ["stepsDone", ({ steps }) => steps.filter(({ state }) => state === "done").length],
  ["steps", ({ steps }) => steps.length],
  ["id", ({ id }) => id],
];

/** The line that names the columns, with its CRLF. */
export const runsCsvHead = csvLine(columns.map(([name]) => name));

/** A run as a line with its CRLF; times in UTC as ISO 8601. Unknown is an empty field. */
export const runCsvLine = (run: Run): string => csvLine(columns.map(([, of]) => of(run)));
