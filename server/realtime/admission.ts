import type { IncomingMessage } from "node:http";
import type { ServerOptions } from "socket.io";
import type { OriginDenied } from "@/server/http/guards";
import type { Sites } from "@/server/http/sites";

/**
 * Refuses a foreign, `null` or absent Origin with 403 before the upgrade, so that no socket is ever made for it.
 * CORS does not guard websockets: a browser opens them across origins and sends the Origin for us to judge.
 * The answer is ours, since engine.io's own is 400 (`abortUpgrade` in engine.io's server.js).
 */
export const admission =
  (sites: Sites, denied?: OriginDenied): NonNullable<ServerOptions["allowRequest"]> =>
  (request, decide) => {
    const refusal = refusalOf(request, sites);
    if (refusal === null) return decide(null, true);
    denied?.({ what: "GET /live", origin: request.headers.origin ?? null });
    refuse(request, refusal, () => decide(refusal, false));
  };

function refusalOf(request: IncomingMessage, sites: Sites): string | null {
  if (!sites.isOwnHost(request.headers.host)) return "This Host is not served here.";
  return sites.isOwnOrigin(request.headers.origin) ? null : "This Origin may not connect.";
}

function refuse(request: IncomingMessage, text: string, done: () => void): void {
  // The peer may be gone before the answer is out; there is nobody left to tell.
  request.socket.on("error", () => undefined);
  const lines = [
    "HTTP/1.1 403 Forbidden",
    "Connection: close",
    "Content-Type: text/plain; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(text)}`,
  ];
  request.socket.end(`${lines.join("\r\n")}\r\n\r\n${text}`, done);
}
