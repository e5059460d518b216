import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Logger } from "pino";
import { ProblemError } from "@/server/errors";
import { isolation } from "./isolation";
import { toProblem } from "./problems";
import type { Sites } from "./sites";
import type { Connection } from "./who";

export interface FrontOptions {
  readonly sites: Sites;
  readonly api: { fetch(request: Request, connection: Connection): Response | Promise<Response> };
  readonly page: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly log: Logger;
}

/** Who answers a request: the API and the metrics, or the pages. Foreign hosts get neither. */
export function createFront({ sites, api, page, log }: FrontOptions): RequestListener {
  const answerApi = getRequestListener((request, connection) =>
    api.fetch(request, { incoming: connection.incoming }),
  );
  return (request, response) => {
    const host = request.headers.host;
    if (!sites.isOwnHost(host)) return refuseHost(response, sites);
    const url = request.url ?? "/";
    const path = sites.within(url);
    if (path === null) return refusePath(response, url, sites);
    if (/^\/(api|metrics|enter)([/?]|$)/.test(path)) {
      // Its routes know no path that they lie under; the pages' do.
      request.url = path;
      void answerApi(request, response);
      return;
    }
    const elsewhere = sites.redirect(host);
    const isPage = request.method === "GET" && !path.startsWith("/_next/");
    if (elsewhere !== null && isPage && path.startsWith("/") && !path.startsWith("//")) {
      response.writeHead(307, { Location: `${elsewhere}${path}`, "Cache-Control": "no-store" }).end();
      return;
    }
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("Referrer-Policy", "same-origin");
    for (const [name, value] of Object.entries(isolation)) response.setHeader(name, value);
    page(request, response).catch((error: unknown) => {
      log.error({ err: error, path }, "a page failed");
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  };
}

/** Asked for beside the path that we lie under: most likely a proxy took it off, and its pages could load nothing. */
function refusePath(response: ServerResponse, url: string, sites: Sites): void {
  const asked = /^[^?]{0,200}/.exec(url)?.[0] ?? "";
  send(
    response,
    new ProblemError(
      404,
      "outside-path",
      "Nothing is served here",
      `Tidemark lies under ${sites.basePath}, as public-url says, and was asked for ${asked}. Open ${sites.publicUrl}. ` +
        "If that is what you did, the proxy takes the path off: it must pass it on (nginx: proxy_pass without a path of its own).",
    ),
  );
}

/** A name that is not ours was made to resolve to our address; answering would let its page read everything here. */
function refuseHost(response: ServerResponse, sites: Sites): void {
  send(
    response,
    new ProblemError(
      403,
      "bad-host",
      "This name is not served here",
      `Open ${sites.publicUrl}, or set public-url to the address you use.`,
    ),
  );
}

function send(response: ServerResponse, problem: ProblemError): void {
  response
    .writeHead(problem.status, {
      "Content-Type": "application/problem+json",
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    })
    .end(JSON.stringify(toProblem(problem)));
}
