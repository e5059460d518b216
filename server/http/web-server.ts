import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { isIP } from "node:net";
import type { Settings } from "@/server/settings";
import { isLoopback } from "@/server/settings/listen";
import { boundServer, httpBounds, httpsBounds } from "./bounds";
import { type CertificateFiles, type FollowOptions, followCertificate, readCertificate } from "./certificate";
import type { Sites } from "./sites";

export interface WebServer {
  readonly server: Server;
  readonly scheme: "http" | "https";
  /** Closes it, and every connection of it. */
  close(): void;
}

export interface WebServerOptions extends FollowOptions {
  /** Null: plain HTTP. */
  readonly tls: CertificateFiles | null;
}

/**
 * The one server of pages, API and socket; it does not listen yet. With a certificate it speaks HTTP/1.1 over TLS alone.
 * @throws ProblemError `bad-certificate`
 */
export function createWebServer(answer: RequestListener, options: WebServerOptions): WebServer {
  const { tls } = options;
  if (tls === null) {
    const server = boundServer(createServer(httpBounds, answer));
    return { server, scheme: "http", close: () => end(server) };
  }
  const server = boundServer(createSecureServer({ ...httpsBounds, ...readCertificate(tls).context }, answer));
  const stop = followCertificate(tls, server, options);
  return {
    server,
    scheme: "https",
    close() {
      stop();
      end(server);
    },
  };
}

function end(server: Server): void {
  server.close();
  server.closeAllConnections();
}

/** The name or address in the browser's bar, as far as the settings say. */
export const hostnameOf = ({ publicUrl, listen }: Pick<Settings, "publicUrl" | "listen">): string =>
  publicUrl === null ? listen.host : new URL(publicUrl).hostname;

/** A year, as ASVS 5 asks at least (3.4.1). */
const hsts = "max-age=31536000";

/**
 * Has browsers ask for https from then on. Only where we speak it ourselves, for a proxy speaks for other programs too, and
 * never for a name of this machine's own: it would go for whatever else is served under it.
 */
export function withHsts(
  answer: RequestListener,
  { scheme }: Pick<WebServer, "scheme">,
  sites: Sites,
): RequestListener {
  const { hostname } = new URL(sites.origin);
  if (scheme === "http" || isLoopback(hostname) || isIP(hostname.replace(/^\[|\]$/g, "")) !== 0)
    return answer;
  return (request, response) => {
    response.setHeader("Strict-Transport-Security", hsts);
    answer(request, response);
  };
}
