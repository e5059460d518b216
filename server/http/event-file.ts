import { eventCsvLine, eventsCsvHead } from "@/lib/events/csv";
import type { Store } from "@/server/ports";
import { type FileFormat, listFile, writersOf } from "./list-file";

export type EventFormat = FileFormat;
type Query = Omit<Parameters<Store["events"]["list"]>[0], "limit">;

const writers = writersOf("events", { head: eventsCsvHead, line: eventCsvLine });

/**
 * All events of a query as a file to be saved.
 * @param most no more than these, newest first; null: all.
 */
export const eventFile = (
  events: Pick<Store["events"], "list">,
  query: Query,
  { format, most, nowMs }: { format: EventFormat; most: number | null; nowMs: number },
): Promise<Response> =>
  listFile({
    name: "tidemark-events",
    format,
    writer: writers[format],
    most,
    nowMs,
    page: (limit, last) =>
      events.list({
        ...query,
        ...(last !== null && { below: { atMs: Date.parse(last.at), id: last.id } }),
        limit,
      }),
  });
