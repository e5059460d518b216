/**
 * The path that the page lies under behind a proxy, `""` or one such as `/tidemark`: the page is built for it
 * (docs/decisions/0038). Next puts it before the addresses of its own links, router and files; this is for all the others.
 */
const BASE = process.env.PAGE_BASE_PATH ?? "";

/** A path of ours, such as `/api/health`, as the browser has to ask for it. */
export const withBase = (path: string): string => `${BASE}${path}`;

/** The path in the address bar as the page's own routes have it, such as `/g/orders`. */
export const withoutBase = (path: string): string =>
  BASE !== "" && (path === BASE || path.startsWith(`${BASE}/`)) ? path.slice(BASE.length) || "/" : path;
