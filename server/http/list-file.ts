export type FileFormat = "csv" | "json";

/** How a list is written as a file of one format. */
export interface FileWriter<Row> {
  readonly mediaType: string;
  readonly head: string;
  readonly first: (row: Row) => string;
  readonly further: (row: Row) => string;
  readonly foot: string;
}

/** A list of rows in each format; the JSON is a page of the API, under `name`, with nothing after it. */
export const writersOf = <Row>(
  name: string,
  csv: { readonly head: string; readonly line: (row: Row) => string },
): Record<FileFormat, FileWriter<Row>> => ({
  csv: {
    mediaType: "text/csv; charset=utf-8; header=present",
    head: csv.head,
    first: csv.line,
    further: csv.line,
    foot: "",
  },
  json: {
    mediaType: "application/json",
    head: `{"${name}":[`,
    first: (row) => `\n${JSON.stringify(row)}`,
    further: (row) => `,\n${JSON.stringify(row)}`,
    foot: '\n],"next":null}\n',
  },
});

export interface ListFile<Row> {
  /** The name begins with it. */
  readonly name: string;
  readonly format: FileFormat;
  readonly writer: FileWriter<Row>;
  /** No more than these, newest first; null: all. */
  readonly most: number | null;
  readonly nowMs: number;
  /** Rows below `last`, or from the top; fewer than `limit`: the end. */
  readonly page: (limit: number, last: Row | null) => Promise<Row[]>;
}

/** Read at once: enough that the store is asked seldom, and few enough that nobody waits for it. */
const pageSize = 500;

/**
 * A list as a file to be saved, written while it is read. A store that fails at the start is a refusal as ever; later the
 * answer breaks off, so that no half of a file passes for the whole.
 */
export async function listFile<Row>(file: ListFile<Row>): Promise<Response> {
  const pieces = piecesOf(file);
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
  const moment = new Date(file.nowMs).toISOString().slice(0, 19).replaceAll(":", "");
  return new Response(body, {
    headers: {
      "Content-Type": file.writer.mediaType,
      "Content-Disposition": `attachment; filename="${file.name}-${moment}Z.${file.format}"`,
    },
  });
}

/** The text of the file, page by page. */
async function* piecesOf<Row>({ writer, most, page }: ListFile<Row>): AsyncGenerator<string, void> {
  let written = 0;
  let last: Row | null = null;
  for (;;) {
    const limit = most === null ? pageSize : Math.min(pageSize, most - written);
    const rows: Row[] = await page(limit, last);
    const lines = rows.map((row, n) => (written + n === 0 ? writer.first(row) : writer.further(row)));
    const text = (written === 0 ? writer.head : "") + lines.join("");
    written += rows.length;
    last = rows.at(-1) ?? null;
    if (last === null || rows.length < limit || written === most) {
      yield text + writer.foot;
      return;
    }
    yield text;
  }
}
