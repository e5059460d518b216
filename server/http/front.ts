import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Logger } from "pino";
import { ProblemError } from "@/server/errors";
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
    const path = request.url ?? "/";
    if (/^\/(api|metrics|enter)([/?]|$)/.test(path)) {
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
    page(request, response).catch((error: unknown) => {
      log.error({ err: error, path }, "a page failed");
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  };
}

/** A name that is not ours was made to resolve to our address; answering would let its page read everything here. */
function refuseHost(response: ServerResponse, sites: Sites): void {
  const problem = new ProblemError(
    403,
    "bad-host",
    "This name is not served here",
    `Open ${sites.publicUrl}, or set public-url to the address you use.`,
  );
  response
    .writeHead(403, { "Content-Type": "application/problem+json", "Cache-Control": "no-store" })
    .end(JSON.stringify(toProblem(problem)));
}
