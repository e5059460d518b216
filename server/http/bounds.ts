import type { Server, ServerOptions } from "node:http";

/**
 * How long a request may take to come, and how large its head may be. Node's own bounds are a minute and five: enough for
 * a few thousand connections that send a byte now and then to take all that a process may open, Redis' among them.
 * Answers are not bound by these, nor are sockets after their upgrade.
 */
export const httpBounds = {
  /** A head comes in one piece from every browser and proxy; this is for a link that loses some. */
  headersTimeout: 5_000,
  /** All of a request. A body has 64 KiB at most, which takes 9 s at 56 kbit/s. */
  requestTimeout: 10_000,
  /** How often both are looked at. */
  connectionsCheckingInterval: 1_000,
  /** Twice what a browser sends with a full cookie jar for one host (RFC 6265 section 6.1 has 4 KiB for each). Bytes. */
  maxHeaderSize: 16 * 1024,
} satisfies ServerOptions;

/** The same, and as long for the handshake of TLS, which Node gives two minutes. */
export const httpsBounds = { ...httpBounds, handshakeTimeout: httpBounds.headersTimeout };

/** Twice the 5,000 pages that are measured; beyond it a connection is closed at once, and those that are open go on. */
const mostConnections = 10_000;
/** A reader of a file who takes nothing for so long is gone, or paused for the night. Sockets of pages are not bound by it: ws lifts it. */
const silentMs = 600_000;

/** What Node takes on the server, and not with its options. */
export function boundServer<S extends Pick<Server, "maxConnections" | "setTimeout">>(server: S): S {
  server.maxConnections = mostConnections;
  server.setTimeout(silentMs);
  return server;
}
