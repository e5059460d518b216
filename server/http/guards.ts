import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { ProblemError } from "@/server/errors";
import { isolation } from "./isolation";
import { problemResponse } from "./problems";
import type { Sites } from "./sites";

/** Largest body: the largest request is a group with its certificates. */
const maxBodyBytes = 64 * 1024;

/** On every answer of the API: it is data, never a page, and never kept by anyone in between. */
export const securityHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  context.res.headers.set("X-Content-Type-Options", "nosniff");
  context.res.headers.set("Cache-Control", "no-store");
  context.res.headers.set("Referrer-Policy", "no-referrer");
  context.res.headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  for (const [name, value] of Object.entries(isolation)) context.res.headers.set(name, value);
};

/** Hears of a request that was refused for its Origin. */
export type OriginDenied = (request: { readonly what: string; readonly origin: string | null }) => void;

/**
 * A request that changes something must come from our own page: a form of another site can send neither
 * this Origin nor this content type.
 */
export const changeGuard =
  (sites: Sites, denied: OriginDenied): MiddlewareHandler =>
  async (context, next) => {
    if (context.req.method === "GET" || context.req.method === "HEAD") return next();
    const origin = context.req.header("Origin");
    // No page can make a browser send this header to another site unasked; where it is there, no cookie counts.
    const isProgram = context.req.header("Authorization") !== undefined;
    if (!isProgram && !sites.isOwnOrigin(origin)) {
      denied({ what: `${context.req.method} ${context.req.path}`, origin: origin ?? null });
      throw new ProblemError(
        403,
        "bad-origin",
        "The request comes from elsewhere",
        `A request that changes something needs the header Origin: ${sites.origin}. ` +
          "If the page is opened under another address, set public-url to that address.",
      );
    }
    const type = context.req.header("Content-Type")?.split(";")[0]?.trim().toLowerCase();
    if (type !== "application/json")
      throw new ProblemError(
        415,
        "json-required",
        "The content type is not JSON",
        "A request that changes something needs the header Content-Type: application/json.",
      );
    return next();
  };

export const sizeGuard: MiddlewareHandler = bodyLimit({
  maxSize: maxBodyBytes,
  onError: () =>
    problemResponse(
      new ProblemError(413, "too-large", "The request is too large", "A body may have 64 KiB at most."),
    ),
});
