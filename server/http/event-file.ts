import type { Event } from "@/lib/contract";
import { eventCsvLine, eventsCsvHead } from "@/lib/events/csv";
import type { Store } from "@/server/ports";
import { type FileFormat, type ListFileOptions, listFile } from "./list-file";

export type EventFormat = FileFormat;
type Query = Omit<Parameters<Store["events"]["list"]>[0], "limit">;

/**
 * All events of a query as a file to be saved.
 * @param most no more than these, newest first; null: all.
 */
export const eventFile = (
  events: Pick<Store["events"], "list">,
  query: Query,
  given: ListFileOptions,
): Promise<Response> =>
  listFile(
    {
      name: "events",
      read: (below, limit) => events.list({ ...query, ...(below !== undefined && { below }), limit }),
      placeOf: ({ at, id }: Event) => ({ atMs: Date.parse(at), id }),
      csvHead: eventsCsvHead,
      csvLine: eventCsvLine,
      json: { head: '{"events":[', foot: '\n],"next":null}\n' },
    },
    { ...given, below: query.below },
  );
