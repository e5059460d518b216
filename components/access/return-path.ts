import { withBase } from "@/components/live/base";
import { wayBack } from "@/lib/access/way-back";

const BARE = ["/login", "/setup", "/confirmed"];

/** Whether a page stands without the frame around it: it is for those whom Tidemark does not know yet. */
export const isBare = (path: string): boolean => BARE.includes(path);

/** Where to go after signing in: a page of our own with its query, or the fleet. What a link brings along is not trusted. */
export function returnPath(to: string | null): string {
  const path = wayBack(to);
  return isBare(path.split(/[?#]/)[0] ?? "/") ? "/" : path;
}

/** The page where one signs in and comes back to `path`, with its query. */
export const signInHref = (path: string): string =>
  path === "/" ? "/login" : `/login?to=${encodeURIComponent(path)}`;

/** The way through the OpenID provider and back to `to`. With `again` it asks even somebody who is signed in there. */
export const providerHref = (to: string, again = false): string =>
  withBase(`/api/access/oidc/start?to=${encodeURIComponent(to)}${again ? "&again=true" : ""}`);
