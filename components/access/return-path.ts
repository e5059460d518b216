/** Any base will do: only a path that leads to the same origin from it is one of ours. */
const HERE = "http://here.invalid";

const BARE = ["/login", "/setup", "/confirmed"];

/** Whether a page stands without the frame around it: it is for those whom Tidemark does not know yet. */
export const isBare = (path: string): boolean => BARE.includes(path);

/** Where to go after signing in: a path of our own with its query, or the fleet. What a link brings along is not trusted. */
export function returnPath(to: string | null): string {
  if (to === null || !to.startsWith("/")) return "/";
  const url = URL.parse(to, HERE);
  if (url === null || url.origin !== HERE || isBare(url.pathname)) return "/";
  // `/.//x` is a path of ours to the parser, and another host once it is opened.
  return url.pathname.startsWith("//") ? "/" : `${url.pathname}${url.search}${url.hash}`;
}

/** The way to sign in and come back to `path`, with its query. */
export const signInHref = (path: string): string =>
  path === "/" ? "/login" : `/login?to=${encodeURIComponent(path)}`;

/** The way through the OpenID provider and back to `to`. With `again` it asks even somebody who is signed in there. */
export const providerHref = (to: string, again = false): string =>
  `/api/access/oidc/start?to=${encodeURIComponent(to)}${again ? "&again=true" : ""}`;
