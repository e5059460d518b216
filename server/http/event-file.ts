import type { Event } from "@/lib/contract";
import { eventCsvLine, eventsCsvHead } from "@/lib/events/csv";
import type { Store } from "@/server/ports";

export type EventFormat = "csv" | "json";
type Query = Omit<Parameters<Store["events"]["list"]>[0], "limit">;

interface Writer {
  readonly mediaType: string;
  readonly head: string;
  readonly first: (event: Event) => string;
  readonly further: (event: Event) => string;
  readonly foot: string;
}

/** How a file of each format is written. The JSON is a page of the API, with nothing after it. */
const writers: Record<EventFormat, Writer> = {
  csv: {
    mediaType: "text/csv; charset=utf-8; header=present",
    head: eventsCsvHead,
    first: eventCsvLine,
    further: eventCsvLine,
    foot: "",
  },
  json: {
    mediaType: "application/json",
    head: '{"events":[',
    first: (event) => `\n${JSON.stringify(event)}`,
    further: (event) => `,\n${JSON.stringify(event)}`,
    foot: '\n],"next":null}\n',
  },
};

/** Read at once: enough that the store is asked seldom, and few enough that nobody waits for it. */
const pageSize = 500;

/**
 * All events of a query as a file to be saved, written while it is read. A store that fails at the start is a refusal as
 * ever; later the answer breaks off, so that no half of a file passes for the whole.
 * @param most no more than these, newest first; null: all.
 */
export async function eventFile(
  events: Pick<Store["events"], "list">,
  query: Query,
  { format, most, nowMs }: { format: EventFormat; most: number | null; nowMs: number },
): Promise<Response> {
  const pieces = piecesOf(events, query, writers[format], most);
  let begun: IteratorResult<string, void> | null = await pieces.next();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const piece = begun ?? (await pieces.next());
        begun = null;
        if (piece.done === true) controller.close();
        else controller.enqueue(encoder.encode(piece.value));
      },
      cancel: () => void pieces.return(),
    },
    // Nothing is read ahead of a reader: to an error that no read waits for, @hono/node-server gives a proper end
    // (handleResponseError), and half a file would look whole.
    { highWaterMark: 0 },
  );
  const moment = new Date(nowMs).toISOString().slice(0, 19).replaceAll(":", "");
  return new Response(body, {
    headers: {
      "Content-Type": writers[format].mediaType,
      "Content-Disposition": `attachment; filename="tidemark-events-${moment}Z.${format}"`,
    },
  });
}

/** The text of the file, page by page. */
async function* piecesOf(
  events: Pick<Store["events"], "list">,
  query: Query,
  { head, first, further, foot }: Writer,
  most: number | null,
): AsyncGenerator<string, void> {
  let written = 0;
  let below = query.below;
  for (;;) {
    const limit = most === null ? pageSize : Math.min(pageSize, most - written);
    const page = await events.list({ ...query, ...(below !== undefined && { below }), limit });
    const lines = page.map((event, n) => (written + n === 0 ? first(event) : further(event)));
    const last = page.at(-1);
    const text = (written === 0 ? head : "") + lines.join("");
    written += page.length;
    if (last === undefined || page.length < limit || written === most) {
      yield text + foot;
      return;
    }
    yield text;
    below = { atMs: Date.parse(last.at), id: last.id };
  }
}
