import type { IncomingMessage } from "node:http";
import type { ServerOptions } from "socket.io";
import type { Asker, Who } from "@/server/auth";
import { ProblemError } from "@/server/errors";
import type { OriginDenied } from "@/server/http/guards";
import type { Sites } from "@/server/http/sites";

/**
 * Refuses a foreign, `null` or absent Origin with 403, and whoever is not signed in with 401, before the upgrade, so that no
 * socket is ever made for them.
 * CORS does not guard websockets: a browser opens them across origins and sends the Origin for us to judge.
 * The answer is ours, since engine.io's own is 400 (`abortUpgrade` in engine.io's server.js).
 */
export const admission =
  ({ sites, denied, identify, admitted }: AdmissionOptions): NonNullable<ServerOptions["allowRequest"]> =>
  (request, decide) => {
    const foreign = refusalOf(request, sites);
    if (foreign !== null) {
      denied?.({ what: "GET /live", origin: request.headers.origin ?? null });
      return refuse(request, { status: "403 Forbidden", text: foreign }, () => decide(foreign, false));
    }
    const turnAway = (status: string, text: string) =>
      refuse(request, { status, text }, () => decide(text, false));
    identify(askerOfUpgrade(request)).then(
      (who) => {
        if (who === null) return turnAway("401 Unauthorized", "Sign in first.");
        admitted(request, who);
        decide(null, true);
      },
      (error: unknown) =>
        error instanceof ProblemError && error.status === 403
          ? turnAway("403 Forbidden", error.detail)
          : turnAway("503 Service Unavailable", "Tidemark could not look up who this is."),
    );
  };

export interface AdmissionOptions {
  readonly sites: Sites;
  readonly denied?: OriginDenied | undefined;
  readonly identify: (asker: Asker) => Promise<Who | null>;
  /** Hears who it is before the socket is made. */
  readonly admitted: (request: IncomingMessage, who: Who) => void;
}

export const askerOfUpgrade = ({ headers, rawHeaders, socket }: IncomingMessage): Asker => ({
  header(name) {
    const value = headers[name];
    return Array.isArray(value) ? value.join(", ") : value;
  },
  rawHeaders,
  peer: socket.remoteAddress ?? null,
});

function refusalOf(request: IncomingMessage, sites: Sites): string | null {
  if (!sites.isOwnHost(request.headers.host)) return "This Host is not served here.";
  return sites.isOwnOrigin(request.headers.origin) ? null : "This Origin may not connect.";
}

function refuse(
  request: IncomingMessage,
  { status, text }: { status: string; text: string },
  done: () => void,
): void {
  // The peer may be gone before the answer is out; there is nobody left to tell.
  request.socket.on("error", () => undefined);
  const lines = [
    `HTTP/1.1 ${status}`,
    "Connection: close",
    "Content-Type: text/plain; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(text)}`,
  ];
  request.socket.end(`${lines.join("\r\n")}\r\n\r\n${text}`, done);
}
