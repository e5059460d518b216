import { whileAllowed } from "./while-allowed";

export type FileFormat = "csv" | "json";

/** A list that can be saved whole: how it is read on, and what its rows look like. */
export interface Listed<Row, Place> {
  /** Of the file's name: `tidemark-NAME-….csv`. */
  readonly name: string;
  /** The next rows below `below`, at most `limit`. */
  readonly read: (below: Place | undefined, limit: number) => Promise<readonly Row[]>;
  readonly placeOf: (row: Row) => Place;
  readonly csvHead: string;
  readonly csvLine: (row: Row) => string;
  /** What holds the rows in a page of the API, and what stands after them. */
  readonly json: { readonly head: string; readonly foot: string };
}

interface Writer<Row> {
  readonly mediaType: string;
  readonly head: string;
  readonly first: (row: Row) => string;
  readonly further: (row: Row) => string;
  readonly foot: string;
}

export interface ListFileOptions {
  readonly format: FileFormat;
  readonly most: number | null;
  readonly nowMs: number;
  /** Whether whoever reads it still may: asked while it leaves. */
  readonly mayStill: () => Promise<boolean>;
}

/** How a file of each format is written. The JSON is a page of the API, with nothing after it. */
const writerOf = <Row, Place>(list: Listed<Row, Place>, format: FileFormat): Writer<Row> =>
  format === "csv"
    ? {
        mediaType: "text/csv; charset=utf-8; header=present",
        head: list.csvHead,
        first: list.csvLine,
        further: list.csvLine,
        foot: "",
      }
    : {
        mediaType: "application/json",
        head: list.json.head,
        first: (row) => `\n${JSON.stringify(row)}`,
        further: (row) => `,\n${JSON.stringify(row)}`,
        foot: list.json.foot,
      };

/** Read at once: enough that the store is asked seldom, and few enough that nobody waits for it. */
const pageSize = 500;

/**
 * All rows of a list as a file to be saved, written while it is read. A store that fails at the start is a refusal as ever;
 * later the answer breaks off, so that no half of a file passes for the whole.
 * @param most no more than these, from the top; null: all.
 */
export async function listFile<Row, Place>(
  list: Listed<Row, Place>,
  { format, most, nowMs, below, mayStill }: ListFileOptions & { below?: Place | undefined },
): Promise<Response> {
  const writer = writerOf(list, format);
  const pieces = whileAllowed(piecesOf(list, writer, most, below), mayStill);
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
      "Content-Type": writer.mediaType,
      "Content-Disposition": `attachment; filename="tidemark-${list.name}-${moment}Z.${format}"`,
    },
  });
}

/** The text of the file, page by page. */
async function* piecesOf<Row, Place>(
  { read, placeOf }: Listed<Row, Place>,
  { head, first, further, foot }: Writer<Row>,
  most: number | null,
  from: Place | undefined,
): AsyncGenerator<string, void> {
  let written = 0;
  let below = from;
  for (;;) {
    const limit = most === null ? pageSize : Math.min(pageSize, most - written);
    const page = await read(below, limit);
    const lines = page.map((row, n) => (written + n === 0 ? first(row) : further(row)));
    const last = page.at(-1);
    const text = (written === 0 ? head : "") + lines.join("");
    written += page.length;
    if (last === undefined || page.length < limit || written === most) {
      yield text + foot;
      return;
    }
    yield text;
    below = placeOf(last);
  }
}
