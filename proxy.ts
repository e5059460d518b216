import { type NextRequest, NextResponse } from "next/server";

/**
 * Gives every page its own nonce, which Next puts on the scripts it writes (it reads it from the request's header).
 * Style attributes may be inline: the graph and the menus place themselves with them, and CSP has no nonce for those. A style element
 * needs the nonce as a script does (`theme.js` hands it to the library that locks scrolling behind a dialog).
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(crypto.randomUUID());
  const policy = policyFor(nonce, process.env.NODE_ENV === "development");
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("Content-Security-Policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);
  response.headers.set("X-Content-Type-Options", "nosniff");
  response.headers.set("Referrer-Policy", "same-origin");
  return response;
}

/**
 * What the library of toasts writes into a style element that it gives no nonce: nothing at first, then its styles, which are those
 * of the installed version (components/shell/toaster-style.test.ts).
 */
const toasterStyles =
  "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-StEaX+se6YS7pqjzrzMIA0KaX9zF/8zAhvQXZAe5epY='";

/** React rebuilds server stacks with eval in development, and hot reload writes style elements; production has neither. */
const policyFor = (nonce: string, development: boolean): string =>
  [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}' ${toasterStyles}`}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");

// The first: under a path the second does not fit the path itself, only what lies below it.
export const config = { matcher: ["/", "/((?!api/|live|metrics|_next/static|_next/image).*)"] };
