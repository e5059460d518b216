import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { LOOPBACK, listen } from "./listen";
import type { S3Server } from "./s3-server";

/** What one request to a store was, as far as tests tell them apart. */
export interface S3Call {
  readonly method: string;
  /** `/bucket/key`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly kind: "create" | "part" | "complete" | "abort" | "uploads" | "get" | "head" | "delete" | "other";
}

/** What happens to a request: it passes; it is answered here; its body is changed; its answer is lost after the store has heard it. */
export type S3Fate =
  | { readonly do: "pass" }
  | {
      readonly do: "answer";
      readonly status: number;
      readonly body?: string;
      readonly headers?: Record<string, string>;
    }
  | { readonly do: "flip" }
  | { readonly do: "lose-answer" }
  | { readonly do: "cut-answer"; readonly afterBytes: number }
  | { readonly do: "hang" };

/** A store's front, where a test has a hand on every request. Host names are passed on, so that signatures hold. */
export interface S3Front {
  readonly endpoint: string;
  readonly calls: (S3Call & { status: number | null })[];
  /** Parts that were on their way at the same time, at most. */
  mostParts: number;
  fate: (call: S3Call, nth: number) => S3Fate;
  close(): Promise<void>;
}

export async function startS3Front(store: S3Server): Promise<S3Front> {
  let parts = 0;
  const server = createServer((incoming, answer) => {
    void serve(incoming, answer).catch(() => answer.destroy());
  });
  const front: S3Front = {
    endpoint: `http://${LOOPBACK}:${await listen(server)}`,
    calls: [],
    mostParts: 0,
    fate: () => ({ do: "pass" }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function serve(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const call = { ...callOf(incoming), status: null };
    front.calls.push(call);
    const nth = front.calls.filter(({ kind }) => kind === call.kind).length;
    if (call.kind === "part") front.mostParts = Math.max(front.mostParts, ++parts);
    try {
      await meet(front.fate(call, nth), call, incoming, answer);
    } finally {
      if (call.kind === "part") parts -= 1;
    }
  }

  async function meet(
    fate: S3Fate,
    call: S3Call & { status: number | null },
    incoming: IncomingMessage,
    answer: ServerResponse,
  ): Promise<void> {
    if (fate.do === "hang") return new Promise((resolve) => answer.once("close", resolve));
    const body = await bytesOf(incoming);
    if (fate.do === "answer") {
      call.status = fate.status;
      answer.writeHead(fate.status, fate.headers).end(fate.body ?? "");
      return;
    }
    if (fate.do === "flip") body.writeUInt8(body.readUInt8(body.length >> 1) ^ 1, body.length >> 1);
    const { headers, method, url } = incoming;
    const back = await new Promise<IncomingMessage>((resolve, reject) => {
      request({ host: store.host, port: store.port, method, path: url, headers }, resolve)
        .on("error", reject)
        .end(body);
    });
    call.status = back.statusCode ?? null;
    if (fate.do === "lose-answer") {
      await bytesOf(back);
      answer.destroy();
      return;
    }
    answer.writeHead(back.statusCode ?? 500, back.headers);
    const most = fate.do === "cut-answer" ? fate.afterBytes : Number.POSITIVE_INFINITY;
    await pipeline(back, cutAfter(most), answer);
  }
  return front;
}

function callOf({ method = "GET", url = "/" }: IncomingMessage): S3Call {
  const { pathname, searchParams: query } = new URL(url, "http://store");
  const of = (): S3Call["kind"] => {
    if (method === "POST" && query.has("uploads")) return "create";
    if (method === "GET" && query.has("uploads")) return "uploads";
    if (query.has("uploadId")) return method === "PUT" ? "part" : method === "POST" ? "complete" : "abort";
    if (method === "GET") return "get";
    if (method === "HEAD") return "head";
    return method === "DELETE" ? "delete" : "other";
  };
  return { method, path: decodeURIComponent(pathname), query, kind: of() };
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Passes on that many bytes, and then breaks off. */
const cutAfter = (most: number) =>
  async function* (from: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
    let sent = 0;
    for await (const piece of from) {
      yield piece.subarray(0, most - sent);
      sent += piece.length;
      if (sent > most) throw new Error("cut, as the test wants it");
    }
  };
